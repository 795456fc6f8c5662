//! The command line as a user meets it: files in, a table or JSON out, an exit code.

use loss_core::Rows;
use loss_core::losses::{Huber, SparseCrossEntropy};
use loss_eval::{Exit, Failure, ask};
use std::{fs, path::Path, process::Command};
use tempfile::TempDir;

const PREDICTION: [f64; 6] = [0.5, 3.0, 2.0, -1.0, 0.25, 7.0];
const TARGET: [f64; 6] = [0.0, 0.0, 1.0, 1.0, 0.5, 0.0];

fn run(words: &[&str]) -> Result<String, Failure> {
    ask(["loss-eval", "--quiet"].iter().chain(words).map(Into::into))
}

fn json(words: &[&str]) -> serde_json::Value {
    let words: Vec<&str> = ["--format", "json"].iter().chain(words).copied().collect();
    let text = run(&words).unwrap_or_else(|failure| panic!("{words:?}: {failure}"));
    serde_json::from_str(&text).unwrap()
}

fn refused(words: &[&str]) -> (Exit, String) {
    match run(words) {
        Ok(text) => panic!("{words:?} gave {text}"),
        Err(failure) => (failure.exit(), failure.to_string()),
    }
}

/// Two CSV files with a model each, and the same rows as one Parquet file.
fn files() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let rows = |rows: std::ops::Range<usize>, model: &str| {
        let rows = rows.map(|row| {
            format!(
                "{model},{:?},{:?},{},{}\n",
                PREDICTION[row],
                TARGET[row],
                row % 2,
                row + 1
            )
        });
        format!("model,y_hat,y,label,w\n{}", rows.collect::<String>())
    };
    fs::create_dir(folder.path().join("csv")).unwrap();
    fs::write(folder.path().join("csv/a.csv"), rows(0..2, "a")).unwrap();
    fs::write(folder.path().join("csv/b.csv"), rows(2..6, "b")).unwrap();
    let sql = format!(
        "COPY (SELECT model, y_hat, y, label, w, [y_hat, y, 0] AS logits FROM '{0}/csv/*.csv') TO '{0}/all.parquet'",
        folder.path().display()
    );
    run(&["--sql", &sql]).unwrap();
    folder
}

fn path(folder: &TempDir, name: &str) -> String {
    folder.path().join(name).display().to_string()
}

#[test]
fn csv_parquet_patterns_and_folders_say_the_same() {
    let folder = files();
    let cost = |rows: std::ops::Range<usize>| {
        Huber::new(1.5)
            .unwrap()
            .value(&PREDICTION[rows.clone()], &TARGET[rows])
            .unwrap()
    };
    let expected = serde_json::json!([
        {"model": "a", "huber": cost(0..2)},
        {"model": "b", "huber": cost(2..6)},
    ]);
    for files in [
        vec!["all.parquet"],
        vec!["csv/*.csv"],
        vec!["csv"],
        vec!["csv/b.csv", "csv/a.csv"],
    ] {
        let files: Vec<String> = files.iter().map(|file| path(&folder, file)).collect();
        let mut words = vec!["--loss", "huber", "--param", "delta=1.5"];
        words.extend([
            "--prediction",
            "y_hat",
            "--target",
            "y",
            "--group-by",
            "model",
        ]);
        words.extend(files.iter().map(String::as_str));
        assert_eq!(json(&words), expected, "{files:?}");
    }
    // The name of the type does as well, and a query.
    let file = path(&folder, "all.parquet");
    let words = [
        "--loss",
        "Huber",
        "--prediction",
        "y_hat",
        "--target",
        "y",
        "--where",
        "model = 'b'",
        &file,
    ];
    let huber = Huber::default()
        .value(&PREDICTION[2..], &TARGET[2..])
        .unwrap();
    assert_eq!(json(&words), serde_json::json!([{ "huber": huber }]));
    let sql = format!(
        "SELECT model, huber(y_hat, y, 1.5) AS huber FROM '{file}' GROUP BY model ORDER BY model"
    );
    assert_eq!(json(&["--sql", &sql]), expected);
    let sql = format!("SELECT count(*) AS n FROM '{file}' WHERE false GROUP BY model");
    assert_eq!(json(&["--sql", &sql]), serde_json::json!([]));
}

#[test]
fn rows_labels_weights_and_parameters_of_classes() {
    let folder = files();
    let file = path(&folder, "all.parquet");
    let logits: Vec<f64> = (0..6)
        .flat_map(|row| [PREDICTION[row], TARGET[row], 0.0])
        .collect();
    let labels = [0, 1, 0, 1, 0, 1];
    let loss = SparseCrossEntropy::default()
        .with_class_weight([1.0, 0.5, 2.0])
        .unwrap();
    let expected = loss.value(Rows::new(&logits, 3).unwrap(), &labels).unwrap();
    let words = [
        "--loss",
        "sparse_cross_entropy",
        "--param",
        "class_weight=1,0.5,2",
        &file,
    ];
    let found = json(&words)[0]["sparse_cross_entropy"].as_f64().unwrap();
    // Six rows added in another order, each of a few operations.
    assert!(
        (found - expected).abs() <= 16.0 * f64::EPSILON * expected,
        "{found} {expected}"
    );

    let words = [
        "--loss",
        "mean_absolute_error",
        "--prediction",
        "y_hat",
        "--target",
        "y",
        "--weight",
        "w",
        &file,
    ];
    let weight: f64 = (1..=6).sum::<i32>().into();
    let sum: f64 = (0..6)
        .map(|row| (PREDICTION[row] - TARGET[row]).abs() * (row + 1) as f64)
        .sum();
    let expected = serde_json::json!([{ "mean_absolute_error_weighted": sum / weight }]);
    assert_eq!(json(&words), expected);
    let words = [
        "--loss",
        "mean_absolute_error",
        "--prediction",
        "y_hat",
        "--target",
        "y",
        "--sum",
        &file,
    ];
    let sum: f64 = (0..6)
        .map(|row| (PREDICTION[row] - TARGET[row]).abs())
        .sum();
    assert_eq!(
        json(&words),
        serde_json::json!([{ "mean_absolute_error_sum": sum }])
    );
}

#[test]
fn what_makes_no_sense_is_named() {
    let folder = files();
    let file = path(&folder, "all.parquet");
    let huber = |more: &[&str]| {
        let words: Vec<&str> = ["--loss", "huber"].iter().chain(more).copied().collect();
        refused(&words)
    };
    let (exit, text) = huber(&["--target", "y", &file]);
    assert_eq!(exit, Exit::Question);
    assert!(text.contains("there is no column `prediction` for `prediction`: name one with --prediction; the files have model, y_hat, y, label, w, logits"), "{text}");
    for (words, exit, what) in [
        (
            vec!["--loss", "hubr", &file],
            Exit::Question,
            "there is no loss `hubr`",
        ),
        (
            vec!["--loss", "squared", &file],
            Exit::Question,
            "did you mean",
        ),
        (
            vec!["--loss", "root_mean_squared_error", &file],
            Exit::Question,
            "a loss of the whole batch",
        ),
        (
            vec!["--loss", "huber", "--param", "width=1", &file],
            Exit::Question,
            "Huber has no parameter `width`: it has delta",
        ),
        (
            vec![
                "--loss",
                "huber",
                "--param",
                "delta=x",
                "--prediction",
                "y_hat",
                "--target",
                "y",
                &file,
            ],
            Exit::Question,
            "--param delta=x: it must be a number",
        ),
        (
            vec!["--loss", "huber", "--param", "delta", &file],
            Exit::Question,
            "write NAME=VALUE",
        ),
        (
            vec![
                "--loss",
                "huber",
                "--param",
                "delta=-1",
                "--prediction",
                "y_hat",
                "--target",
                "y",
                &file,
            ],
            Exit::Question,
            "parameter `delta` is -1.0, outside its domain 0.0<..",
        ),
        (
            vec![
                "--loss",
                "huber",
                "--prediction",
                "model",
                "--target",
                "y",
                &file,
            ],
            Exit::Question,
            "`prediction` must be a number, but is Utf8",
        ),
        (
            vec!["--loss", "huber", "--logits", "y", &file],
            Exit::Question,
            "unexpected argument '--logits'",
        ),
        (vec!["--loss", "huber"], Exit::Question, "say which files"),
        (vec![], Exit::Question, "say what is asked"),
        (vec!["--sql", "SELEC 1"], Exit::Question, "Expected"),
        (
            vec!["--sql", "SELECT huber(1) FROM (VALUES (1)) AS t (x)"],
            Exit::Question,
            "takes 2 to 3 arguments",
        ),
        (
            vec!["--loss", "huber", "none.parquet"],
            Exit::Files,
            "there is no file none.parquet",
        ),
        (
            vec!["--loss", "huber", "none/*.csv"],
            Exit::Files,
            "none/*.csv",
        ),
        (
            vec!["--loss", "huber", "a.txt"],
            Exit::Question,
            "must end in .parquet, .csv or .tsv",
        ),
    ] {
        let (found, text) = refused(&words);
        assert!(text.contains(what), "{words:?}: {text}");
        assert_eq!(found, exit, "{words:?}: {text}");
    }
    let nan = path(&folder, "nan.csv");
    fs::write(&nan, "prediction,target\n1.5,2\nNaN,2\n").unwrap();
    let (exit, text) = huber(&[&nan]);
    assert!(
        text.contains("huber: `prediction` is NaN in a row, which no calculation can use"),
        "{text}"
    );
    assert_eq!(exit, Exit::Data);
    let words = ["--loss", "huber", "--where", "NOT isnan(prediction)", &nan];
    assert_eq!(json(&words), serde_json::json!([{ "huber": 0.125 }]));
    let broken = path(&folder, "broken.parquet");
    fs::write(&broken, "this is no Parquet").unwrap();
    assert_eq!(huber(&[&broken]).0, Exit::Files);
}

#[test]
fn the_losses_are_listed_and_helped_with() {
    let list = run(&["--list"]).unwrap();
    assert!(
        list.contains("huber --prediction --target delta=1.0\n"),
        "{list}"
    );
    assert!(
        list.contains("sparse_cross_entropy --logits[] --label "),
        "{list}"
    );
    let help = run(&["--loss", "triplet", "--help"]).unwrap();
    assert!(help.contains("--anchor <COLUMN>"), "{help}");
    let sql = run(&[
        "--loss",
        "huber",
        "--print-sql",
        "--prediction",
        "y_hat",
        "--target",
        "y",
        &path(&files(), "csv"),
    ]);
    assert_eq!(
        sql.unwrap(),
        "SELECT huber(\"y_hat\", \"y\") AS \"huber\" FROM \"data\"\n"
    );
}

#[test]
fn the_program_leaves_with_a_code() {
    let folder = files();
    let run = |words: &[&str]| {
        let program = Path::new(env!("CARGO_BIN_EXE_loss-eval"));
        let output = Command::new(program).args(words).output().unwrap();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        (
            output.status.code(),
            text(&output.stdout),
            text(&output.stderr),
        )
    };
    let file = path(&folder, "all.parquet");
    let (code, out, error) = run(&[
        "--loss",
        "huber",
        "--prediction",
        "y_hat",
        "--target",
        "y",
        &file,
    ]);
    assert_eq!((code, error.as_str()), (Some(0), ""));
    assert!(out.contains("| huber"), "{out}");
    let (code, out, error) = run(&["--loss", "hubr", &file]);
    assert_eq!((code, out.as_str()), (Some(2), ""));
    assert!(
        error.starts_with("error: there is no loss `hubr`"),
        "{error}"
    );
    assert_eq!(run(&["--loss", "huber", "none.csv"]).0, Some(3));
    assert_eq!(run(&["--help"]).0, Some(0));
    let (code, _, error) = run(&["--scheduler", "df://127.0.0.1:1", "--sql", "SELECT 1"]);
    assert_eq!(code, Some(4), "{error}");
    assert!(
        error.contains("--features ballista")
            || error.contains("no scheduler answers at 127.0.0.1:1"),
        "{error}"
    );
}
