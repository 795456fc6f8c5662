//! Where a query runs, and the files it runs over.

use crate::{
    args::Asked,
    failure::{Exit, Failure},
    query::TABLE,
};
use datafusion::{
    error::DataFusionError,
    prelude::{CsvReadOptions, DataFrame, ParquetReadOptions, SessionConfig, SessionContext},
};
use std::path::Path;

/// A session that knows all losses, on this machine or on a cluster.
pub(crate) async fn session(asked: &Asked) -> Result<SessionContext, Failure> {
    let threads = |config: SessionConfig| match asked.threads {
        Some(threads) => config.with_target_partitions(threads),
        None => config,
    };
    let context = match &asked.scheduler {
        None => SessionContext::new_with_config(threads(SessionConfig::new())),
        Some(url) => cluster(url, threads).await?,
    };
    let mut context = context.enable_url_table();
    loss_datafusion::register_all(&mut context)?;
    Ok(context)
}

#[cfg(feature = "ballista")]
async fn cluster(
    url: &str,
    threads: impl Fn(SessionConfig) -> SessionConfig,
) -> Result<SessionContext, Failure> {
    use ballista::prelude::{SessionConfigExt, SessionContextExt};
    use datafusion::execution::SessionStateBuilder;

    reach(url).await?;
    let mut state = SessionStateBuilder::new()
        .with_default_features()
        .with_config(threads(SessionConfig::new_with_ballista()))
        .build();
    loss_datafusion::register_all(&mut state)?;
    Ok(SessionContext::remote_with_state(url, state).await?)
}

/// Says at once that nobody answers, which a query would say late and at length.
#[cfg(feature = "ballista")]
async fn reach(url: &str) -> Result<(), Failure> {
    let wrong = |what: String| Failure::new(Exit::Cluster, what);
    let address = url.split_once("://").map_or(url, |(_, address)| address);
    let address = address.trim_end_matches('/');
    let address = match address.rsplit_once(':') {
        Some(_) => address.to_owned(),
        None => format!("{address}:50050"),
    };
    let wait = std::time::Duration::from_secs(5);
    match tokio::time::timeout(wait, tokio::net::TcpStream::connect(&address)).await {
        Ok(Ok(_)) => Ok(()),
        Ok(Err(error)) => Err(wrong(format!(
            "no scheduler answers at {address} ({error}): start one with loss-scheduler"
        ))),
        Err(_) => Err(wrong(format!(
            "no scheduler answers at {address} within {} s: start one with loss-scheduler",
            wait.as_secs()
        ))),
    }
}

#[cfg(not(feature = "ballista"))]
async fn cluster(
    _: &str,
    _: impl Fn(SessionConfig) -> SessionConfig,
) -> Result<SessionContext, Failure> {
    let what = "this loss-eval was built without clusters: build it with --features ballista";
    Err(Failure::new(Exit::Cluster, what))
}

/// Makes the files a table, and says its columns.
pub(crate) async fn open(
    context: &SessionContext,
    files: &[String],
) -> Result<Vec<String>, Failure> {
    let table = read(context, files).await?;
    let columns: Vec<String> = table
        .schema()
        .fields()
        .iter()
        .map(|field| field.name().clone())
        .collect();
    if columns.is_empty() {
        return Err(nothing(files));
    }
    context.register_table(TABLE, table.into_view())?;
    Ok(columns)
}

async fn read(context: &SessionContext, files: &[String]) -> Result<DataFrame, Failure> {
    let mut kinds = files.iter().map(|file| kind(file));
    let Some(first) = kinds.next() else {
        return Err(nothing(files));
    };
    let first = first?;
    for (kind, file) in kinds.zip(&files[1..]) {
        if kind? != first {
            let what = format!(
                "{file} is of another kind than {}: ask of one kind at a time",
                files[0]
            );
            return Err(Failure::new(Exit::Question, what));
        }
    }
    let paths = files.to_vec();
    let table = match first {
        Kind::Parquet => {
            let options = ParquetReadOptions::default();
            context.read_parquet(paths, options).await
        }
        Kind::Csv => context.read_csv(paths, CsvReadOptions::new()).await,
        Kind::Tsv => {
            let options = CsvReadOptions::new()
                .delimiter(b'\t')
                .file_extension(".tsv");
            context.read_csv(paths, options).await
        }
    };
    table.map_err(|error| match error.find_root() {
        DataFusionError::Plan(text) if text.starts_with("No files found") => nothing(files),
        _ => error.into(),
    })
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Parquet,
    Csv,
    Tsv,
}

/// What files are, by the ends of their names.
fn kind(file: &str) -> Result<Kind, Failure> {
    let path = Path::new(file);
    let of = |name: &Path| match name.extension()?.to_str()? {
        "parquet" => Some(Kind::Parquet),
        "csv" => Some(Kind::Csv),
        "tsv" => Some(Kind::Tsv),
        _ => None,
    };
    if path.is_dir() {
        let entries = path
            .read_dir()
            .map_err(|error| Failure::new(Exit::Files, format!("{file}: {error}")))?;
        let found = entries.flatten().find_map(|entry| of(&entry.path()));
        return found.ok_or_else(|| {
            let what = format!("{file} has no file that ends in .parquet, .csv or .tsv");
            Failure::new(Exit::Files, what)
        });
    }
    let is_pattern = file.contains(['*', '?', '[']) || file.contains("://");
    match of(path) {
        Some(_) if !is_pattern && !path.exists() => Err(Failure::new(
            Exit::Files,
            format!("there is no file {file}"),
        )),
        Some(kind) => Ok(kind),
        None => Err(Failure::new(
            Exit::Question,
            format!("{file}: its name must end in .parquet, .csv or .tsv, or be a folder of such"),
        )),
    }
}

fn nothing(files: &[String]) -> Failure {
    Failure::new(
        Exit::Files,
        format!(
            "there is nothing in {}: is the pattern right?",
            files.join(", ")
        ),
    )
}
