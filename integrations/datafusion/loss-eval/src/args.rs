//! The command line. What a loss takes is known only when its name is read, so the options are made from its declaration.

use crate::failure::{Exit, Failure};
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use loss_core::spec::{Kind, Spec};
use loss_datafusion::{Aggregate, function_name, snake_case};
use std::{ffi::OsString, fmt::Write};

/// What is asked.
pub(crate) enum Ask {
    /// Nothing of any file: a text is printed.
    Print(String),
    /// A query.
    Sql(String),
    /// The cost of a loss.
    Loss(Question),
}

/// The cost of a loss over files.
pub(crate) struct Question {
    pub spec: &'static Spec,
    pub aggregate: Aggregate,
    pub weight: Option<String>,
    /// The argument of the formula, by name, and its column.
    pub columns: Vec<(&'static str, String)>,
    /// The parameters given: by index, as they were written.
    pub params: Vec<(usize, String)>,
    pub group_by: Vec<String>,
    pub filter: Option<String>,
    pub files: Vec<String>,
}

/// How rows are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    Table,
    Json,
}

/// What is asked, and how it is to be answered.
pub(crate) struct Asked {
    pub ask: Ask,
    pub format: Format,
    pub threads: Option<usize>,
    pub scheduler: Option<String>,
    pub retries: usize,
    pub progress: bool,
    pub print_sql: bool,
}

/// Reads the words, the name of the program first.
pub(crate) fn parse(words: impl IntoIterator<Item = OsString>) -> Result<Asked, Failure> {
    let words: Vec<OsString> = words.into_iter().collect();
    let spec = match named(&words) {
        Some(name) => Some(find(&name)?),
        None => None,
    };
    let found = match command(spec).try_get_matches_from(words) {
        Ok(found) => found,
        Err(error) if !error.use_stderr() => return Ok(print(error.to_string())),
        Err(error) => return Err(Failure::usage(&error)),
    };
    if found.get_flag("list") {
        return Ok(print(list()));
    }
    let text = |name: &str| found.get_one::<String>(name).cloned();
    let ask = match (spec, text("sql")) {
        (_, Some(sql)) => Ask::Sql(sql),
        (Some(spec), None) => Ask::Loss(question(spec, &found)?),
        (None, None) => {
            let what = "say what is asked: --loss NAME and files, or --sql QUERY; --list shows the losses, --help all options";
            return Err(Failure::new(Exit::Question, what));
        }
    };
    Ok(Asked {
        ask,
        format: match text("format").as_deref() {
            Some("json") => Format::Json,
            _ => Format::Table,
        },
        threads: found.get_one::<u16>("threads").map(|&n| n.into()),
        scheduler: text("scheduler"),
        retries: found.get_one::<u16>("retries").map_or(0, |&n| n.into()),
        progress: !found.get_flag("quiet"),
        print_sql: found.get_flag("print-sql"),
    })
}

fn print(text: String) -> Asked {
    Asked {
        ask: Ask::Print(text),
        format: Format::Table,
        threads: None,
        scheduler: None,
        retries: 0,
        progress: false,
        print_sql: false,
    }
}

/// The loss that the words name.
fn named(words: &[OsString]) -> Option<String> {
    let mut words = words.iter().map(|word| word.to_string_lossy());
    while let Some(word) = words.next() {
        match word.split_once('=') {
            Some(("--loss", name)) => return Some(name.to_owned()),
            _ if word == "--loss" => return words.next().map(Into::into),
            _ if word == "--" => return None,
            _ => {}
        }
    }
    None
}

fn find(name: &str) -> Result<&'static Spec, Failure> {
    let snake = snake_case(name);
    let all = loss_datafusion::specs();
    let is =
        |spec: &&&'static Spec| snake_case(spec.name) == snake || function_name(spec.name) == snake;
    if let Some(spec) = all.iter().find(is) {
        return match spec.batch {
            false => Ok(spec),
            true => Err(Failure::new(
                Exit::Question,
                format!(
                    "{} is a loss of the whole batch: it is no sum over rows, so it cannot be computed from parts of a data set",
                    spec.name
                ),
            )),
        };
    }
    let near = all
        .iter()
        .map(|spec| snake_case(spec.name))
        .filter(|known| known.contains(&snake) || snake.contains(known.as_str()))
        .collect::<Vec<_>>();
    let hint = match near.is_empty() {
        true => "--list shows all".to_owned(),
        false => format!("did you mean {}? --list shows all", near.join(", ")),
    };
    Err(Failure::new(
        Exit::Question,
        format!("there is no loss `{name}`; {hint}"),
    ))
}

fn question(spec: &'static Spec, found: &ArgMatches) -> Result<Question, Failure> {
    let text = |name: &str| found.get_one::<String>(name).cloned();
    let many = |name: &str| -> Vec<String> {
        found
            .get_many(name)
            .map_or(Vec::new(), |all| all.cloned().collect())
    };
    let weight = text("weight");
    let aggregate = match (found.get_flag("sum"), &weight) {
        (true, _) => Aggregate::Sum,
        (false, Some(_)) => Aggregate::Weighted,
        (false, None) => Aggregate::Mean,
    };
    let columns = spec.args.iter().filter(|arg| arg.is_per_call());
    let columns = columns.map(|arg| {
        let column = text(&option_of(arg.name));
        (arg.name, column.unwrap_or_else(|| arg.name.to_owned()))
    });
    let mut params = Vec::new();
    for given in many("param") {
        params.push(param(spec, &given)?);
    }
    let files = many("files");
    if files.is_empty() {
        let what = "say which files: 'predictions/*.parquet', or several of CSV";
        return Err(Failure::new(Exit::Question, what));
    }
    Ok(Question {
        spec,
        aggregate,
        weight,
        columns: columns.collect(),
        params,
        group_by: many("group-by"),
        filter: text("where"),
        files,
    })
}

/// `delta=1.5`
fn param(spec: &'static Spec, given: &str) -> Result<(usize, String), Failure> {
    let wrong = |what: String| Failure::new(Exit::Question, what);
    let Some((name, value)) = given.split_once('=') else {
        return Err(wrong(format!("--param {given}: write NAME=VALUE")));
    };
    let index = spec
        .args
        .iter()
        .position(|arg| arg.name == name && !arg.is_per_call());
    match index {
        Some(index) => Ok((index, value.to_owned())),
        None => {
            let params = spec.args.iter().filter(|arg| !arg.is_per_call());
            let params: Vec<&str> = params.map(|arg| arg.name).collect();
            let has = match params.is_empty() {
                true => "it has none".to_owned(),
                false => format!("it has {}", params.join(", ")),
            };
            Err(wrong(format!(
                "{} has no parameter `{name}`: {has}",
                spec.name
            )))
        }
    }
}

/// Options of the program, which an argument of a loss must not hide.
const OWN: [&str; 14] = [
    "loss",
    "param",
    "weight",
    "sum",
    "group-by",
    "where",
    "sql",
    "list",
    "format",
    "threads",
    "scheduler",
    "retries",
    "quiet",
    "print-sql",
];

/// The option that names the column of an argument.
fn option_of(arg: &str) -> String {
    let name = arg.replace('_', "-");
    match OWN.contains(&name.as_str()) {
        true => format!("{name}-column"),
        false => name,
    }
}

fn command(spec: Option<&'static Spec>) -> Command {
    let option = |name: &'static str, value: &'static str, help: &'static str| {
        Arg::new(name).long(name).value_name(value).help(help)
    };
    let flag = |name: &'static str, help: &'static str| {
        Arg::new(name)
            .long(name)
            .help(help)
            .action(ArgAction::SetTrue)
    };
    let number = |arg: Arg| arg.value_parser(value_parser!(u16).range(1..));
    let mut command = Command::new("loss-eval")
        .version(env!("CARGO_PKG_VERSION"))
        .about("The cost of predictions in Parquet and CSV files")
        .after_help(
            "Exit codes: 1 rows that cannot be used, 2 a question that makes no sense, 3 files, 4 the cluster.\n\
             A NULL leaves its row out. With --loss, the columns of that loss are options too: --loss huber --help.",
        )
        .arg(option("loss", "NAME", "The loss: huber, sparse_cross_entropy, …").conflicts_with("sql"))
        .arg(
            option("param", "NAME=VALUE", "A parameter: delta=1.5, class_weight=1,2,0.5, full=true")
                .action(ArgAction::Append),
        )
        .arg(option("weight", "COLUMN", "A weight for each row"))
        .arg(flag("sum", "The sum instead of the mean").conflicts_with("weight"))
        .arg(
            option("group-by", "COLUMN", "A cost for each value of these columns")
                .value_delimiter(',')
                .action(ArgAction::Append),
        )
        .arg(option("where", "CONDITION", "Only rows for which this holds, in SQL"))
        .arg(option("sql", "QUERY", "A query, with every loss as an aggregate: SELECT huber(p, t, 1.5) FROM 'a/*.parquet'"))
        .arg(flag("list", "Show the losses, their columns and parameters"))
        .arg(option("format", "FORMAT", "table or json").value_parser(["table", "json"]))
        .arg(number(option("threads", "N", "At most so many threads")))
        .arg(option("scheduler", "URL", "Ask a Ballista cluster: df://localhost:50050"))
        .arg(number(option("retries", "N", "Ask a cluster again if it loses machines").default_value("3")))
        .arg(flag("quiet", "No progress"))
        .arg(flag("print-sql", "Show the query instead of running it"))
        .arg(
            Arg::new("files")
                .value_name("FILES")
                .num_args(0..)
                .conflicts_with("sql")
                .help("Parquet or CSV files, folders, or patterns in quotes"),
        );
    for arg in spec
        .into_iter()
        .flat_map(|spec| spec.args)
        .filter(|arg| arg.is_per_call())
    {
        let name = option_of(arg.name);
        command = command.arg(Arg::new(name.clone()).long(name).value_name("COLUMN").help(
            format!("The column of `{}`, if it has another name", arg.name),
        ));
    }
    command
}

/// All losses, one a line.
fn list() -> String {
    let mut text = String::new();
    for spec in loss_datafusion::specs().iter().filter(|spec| !spec.batch) {
        let mut words = vec![function_name(spec.name)];
        for arg in spec.args.iter().filter(|arg| arg.is_per_call()) {
            let list = if arg.axes.is_empty() { "" } else { "[]" };
            words.push(format!("--{}{list}", option_of(arg.name)));
        }
        for arg in spec.args.iter().filter(|arg| !arg.is_per_call()) {
            words.push(match (arg.kind, arg.default) {
                (Kind::Flag, default) => format!("{}={}", arg.name, default == Some(1.0)),
                (_, Some(default)) => format!("{}={default:?}", arg.name),
                (_, None) => arg.name.to_owned(),
            });
        }
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{}", words.join(" "));
    }
    text
}
