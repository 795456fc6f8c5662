//! Runs a query, shows how far it is, and asks a cluster again that lost machines.

mod progress;

use crate::{
    args::{Ask, Asked},
    failure::{Exit, Failure},
    query, session,
};
use datafusion::{
    arrow::array::RecordBatch, error::DataFusionError, physical_plan::execute_stream,
    prelude::SessionContext,
};
use futures::StreamExt;
use progress::Progress;
use std::sync::Arc;

/// The rows of the answer; a query that is only to be shown is one row of text.
pub(crate) async fn rows(asked: &Asked) -> Result<Rows, Failure> {
    let mut again = 0;
    loop {
        match once(asked).await {
            Err(Lost::Machines(failure)) if again < asked.retries => {
                again += 1;
                if asked.progress {
                    progress::say(&format!(
                        "{} Asking again, {again} of {}.",
                        failure.to_string().trim_end(),
                        asked.retries
                    ));
                }
                tokio::time::sleep(std::time::Duration::from_secs(1)).await;
            }
            Err(Lost::Machines(failure) | Lost::Answer(failure)) => return Err(failure),
            Ok(rows) => return Ok(rows),
        }
    }
}

/// What a query gives.
pub(crate) enum Rows {
    /// Rows.
    Table(Vec<RecordBatch>),
    /// The query itself.
    Sql(String),
}

/// Why there is no answer.
enum Lost {
    /// It would be the same another time.
    Answer(Failure),
    /// The cluster lost machines: another time it may have others.
    Machines(Failure),
}

impl From<Failure> for Lost {
    fn from(failure: Failure) -> Self {
        Lost::Answer(failure)
    }
}

async fn once(asked: &Asked) -> Result<Rows, Lost> {
    let context = session::session(asked).await?;
    let sql = match &asked.ask {
        Ask::Print(text) | Ask::Sql(text) => text.clone(),
        Ask::Loss(question) => {
            let columns = session::open(&context, &question.files).await?;
            query::sql(question, &columns)?
        }
    };
    if asked.print_sql {
        return Ok(Rows::Sql(sql));
    }
    let rows = collect(&context, &sql, asked).await;
    rows.map(Rows::Table)
        .map_err(|error| match asked.scheduler {
            Some(_) => of_cluster(error),
            None => Lost::Answer(error.into()),
        })
}

async fn collect(
    context: &SessionContext,
    sql: &str,
    asked: &Asked,
) -> Result<Vec<RecordBatch>, DataFusionError> {
    let plan = context.sql(sql).await?.create_physical_plan().await?;
    let mut stream = execute_stream(Arc::clone(&plan), context.task_ctx())?;
    let progress = Progress::new(&plan, asked.progress);
    let mut rows = Vec::new();
    loop {
        tokio::select! {
            next = stream.next() => match next {
                Some(batch) => rows.push(batch?),
                None => return Ok(rows),
            },
            () = tokio::time::sleep(progress::TICK) => progress.show(&plan),
        }
    }
}

/// A cluster hands errors on as text.
fn of_cluster(error: DataFusionError) -> Lost {
    let failure = Failure::from(error);
    if failure.exit() == Exit::Question {
        return Lost::Answer(failure);
    }
    Lost::Machines(Failure::new(Exit::Cluster, failure.text()))
}
