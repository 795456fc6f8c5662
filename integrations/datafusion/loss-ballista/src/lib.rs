//! A Ballista cluster that knows the loss functions.
//!
//! ```text
//! loss-cluster scheduler                                  # on one machine
//! loss-cluster executor --scheduler 127.0.0.1:50050       # on each that computes
//! loss-cluster eval --scheduler df://127.0.0.1:50050 --loss huber --group-by model 'predictions/*.parquet'
//! ```
//!
//! A query names its functions, and each machine looks them up among its own: so all of them, the one that asks too, have to be of
//! one build. With losses of one's own that is a program of a few lines, which hands [`scheduler`] and [`executor`] its functions:
//!
//! ```no_run
//! # async fn start() -> Result<(), loss_ballista::Error> {
//! use loss_ballista::{Scheduler, scheduler};
//! use loss_core::loss;
//!
//! loss! {
//!     /// Squared error that forgives what lies within a band.
//!     pub loss Band(prediction: input, target: data, width: param = 1.0 in 0.0..) {
//!         powi(relu(abs(prediction - target) - width), 2)
//!     }
//! }
//!
//! let mut functions = loss_datafusion::functions();
//! functions.extend(loss_datafusion::functions_of::<Band>());
//! scheduler(&Scheduler::default(), functions).await
//! # }
//! ```

pub use ballista_core::error::BallistaError as Error;

use ballista_core::{
    config::TaskSchedulingPolicy, registry::BallistaFunctionRegistry,
    utils::default_session_builder,
};
use ballista_executor::executor_process::{ExecutorProcessConfig, start_executor_process};
use ballista_scheduler::{
    cluster::BallistaCluster, config::SchedulerConfig, scheduler_process::start_server,
};
use datafusion::{
    common::Result as Planned,
    execution::{FunctionRegistry, SessionState},
    logical_expr::AggregateUDF,
    prelude::SessionConfig,
};
use std::{net::SocketAddr, path::PathBuf, sync::Arc};

/// Executors ask for work. The other policy, work that is handed to them, does not give what a lost executor had to one that is
/// idle (Ballista 54.1): such a query would wait for ever.
const POLICY: TaskSchedulingPolicy = TaskSchedulingPolicy::PullStaged;

/// How a scheduler runs.
#[derive(Clone, Debug)]
pub struct Scheduler {
    /// Where it listens.
    pub address: SocketAddr,
    /// An executor that has asked for nothing for so many seconds is lost, and its work is given to others.
    pub lost_after: u64,
}

impl Default for Scheduler {
    fn default() -> Self {
        Scheduler {
            address: SocketAddr::from(([127, 0, 0, 1], 50050)),
            lost_after: 30,
        }
    }
}

/// How an executor runs.
#[derive(Clone, Debug)]
pub struct Executor {
    /// Where its scheduler listens.
    pub scheduler: SocketAddr,
    /// Where it listens, for the results of its work; and one port above, for the scheduler.
    pub address: SocketAddr,
    /// At most so many tasks at once; 0 for as many as there are processors.
    pub tasks: usize,
    /// Where it keeps the results of its work; a folder that goes with it if there is none.
    pub folder: Option<PathBuf>,
}

impl Default for Executor {
    fn default() -> Self {
        Executor {
            scheduler: Scheduler::default().address,
            address: SocketAddr::from(([127, 0, 0, 1], 50051)),
            tasks: 0,
            folder: None,
        }
    }
}

/// Runs a scheduler that knows these functions, until it is stopped.
///
/// # Errors
/// If it cannot listen.
pub async fn scheduler(
    options: &Scheduler,
    functions: Vec<Arc<AggregateUDF>>,
) -> Result<(), Error> {
    let config = SchedulerConfig {
        bind_host: options.address.ip().to_string(),
        bind_port: options.address.port(),
        external_host: options.address.ip().to_string(),
        scheduling_policy: POLICY,
        executor_timeout_seconds: options.lost_after,
        expire_dead_executor_interval_seconds: (options.lost_after / 4).max(1),
        override_session_builder: Some(Arc::new(move |config| session(config, &functions))),
        ..SchedulerConfig::default()
    };
    let cluster = BallistaCluster::new_from_config(&config).await?;
    start_server(cluster, options.address, Arc::new(config)).await
}

fn session(config: SessionConfig, functions: &[Arc<AggregateUDF>]) -> Planned<SessionState> {
    let mut state = default_session_builder(config)?;
    for function in functions {
        state.register_udaf(Arc::clone(function))?;
    }
    Ok(state)
}

/// Runs an executor that knows these functions, until it is stopped.
///
/// # Errors
/// If it cannot listen, or the scheduler does not answer within 30 s.
pub async fn executor(options: &Executor, functions: Vec<Arc<AggregateUDF>>) -> Result<(), Error> {
    let mut registry = BallistaFunctionRegistry::default();
    for function in functions {
        let known = &mut registry.aggregate_functions;
        known.insert(function.name().to_owned(), function);
    }
    let port = options.address.port();
    let above = port.checked_add(1).ok_or_else(|| {
        Error::Configuration(format!(
            "port {port} has none above it, which the executor needs too"
        ))
    })?;
    let folder = options
        .folder
        .as_ref()
        .map(|folder| folder.display().to_string());
    let config = ExecutorProcessConfig {
        bind_host: options.address.ip().to_string(),
        external_host: Some(options.address.ip().to_string()),
        port,
        grpc_port: above,
        scheduler_host: options.scheduler.ip().to_string(),
        scheduler_port: options.scheduler.port(),
        scheduler_connect_timeout_seconds: 30,
        concurrent_tasks: options.tasks,
        task_scheduling_policy: POLICY,
        work_dir: folder,
        override_function_registry: Some(Arc::new(registry)),
        ..ExecutorProcessConfig::default()
    };
    start_executor_process(Arc::new(config)).await
}
