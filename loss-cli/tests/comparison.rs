//! `docs/comparison.md`, and the tables of the page for those who come from another library, made from `docs/comparison.txt`: which name each loss has in other libraries, and what differs there.
//! Every loss that ships has a line, every name of ours exists, and every loss of the other libraries is there or is said not to be.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::Path;
use std::process::Command;

/// A library as its line has it.
struct Library {
    key: String,
    title: String,
    version: String,
    losses: Vec<String>,
}

/// `loss | library | name | what differs`
struct Entry {
    loss: String,
    library: String,
    name: String,
    difference: String,
}

fn file(name: &str) -> std::path::PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs");
    folder.join(name)
}

fn read(text: &str) -> (Vec<Library>, Vec<Entry>) {
    let (mut libraries, mut entries) = (Vec::new(), Vec::new());
    for (number, line) in text.lines().enumerate() {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        match (line.strip_prefix("library "), cells.as_slice()) {
            (Some(_), [key, title, version, losses]) => libraries.push(Library {
                key: key.trim_start_matches("library ").to_owned(),
                title: (*title).to_owned(),
                version: (*version).to_owned(),
                losses: losses.split_whitespace().map(str::to_owned).collect(),
            }),
            (None, [loss, "nowhere"]) => entries.push(Entry {
                loss: (*loss).to_owned(),
                library: String::new(),
                name: String::new(),
                difference: String::new(),
            }),
            (None, [loss, library, name, difference]) => entries.push(Entry {
                loss: (*loss).to_owned(),
                library: (*library).to_owned(),
                name: (*name).to_owned(),
                difference: (*difference).to_owned(),
            }),
            _ => panic!("line {} of docs/comparison.txt: {line}", number + 1),
        }
    }
    (libraries, entries)
}

/// The losses that ship, chapter by chapter: what the command lists.
fn shipped() -> Vec<(String, String)> {
    let output = Command::new(env!("CARGO_BIN_EXE_loss"))
        .args(["list", "--json"])
        .output()
        .expect("the command starts");
    let list: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let text = |value: &serde_json::Value| value.as_str().expect("a text").to_owned();
    let all = list.as_array().expect("a list").iter();
    all.map(|loss| (text(&loss["chapter"]), text(&loss["name"])))
        .collect()
}

/// What is wrong with the lines.
fn faults(libraries: &[Library], entries: &[Entry], shipped: &[(String, String)]) -> Vec<String> {
    let mut faults = Vec::new();
    let ours: BTreeSet<&str> = shipped.iter().map(|(_, name)| name.as_str()).collect();
    let mut seen = BTreeSet::new();
    for entry in entries {
        let Entry {
            loss,
            library,
            name,
            difference,
        } = entry;
        if loss == "-" && difference.is_empty() {
            faults.push(format!("`- | {library} | {name}` says no reason"));
        } else if loss != "-" && !ours.contains(loss.as_str()) {
            faults.push(format!("there is no loss `{loss}`; the line is of {name}"));
        }
        if !seen.insert((loss, library, name)) {
            faults.push(format!("`{loss} | {library} | {name}` is there twice"));
        }
        let known = libraries.iter().find(|known| known.key == *library);
        match known {
            None if !library.is_empty() => faults.push(format!("no library `{library}`")),
            Some(known) if !known.losses.contains(name) => {
                faults.push(format!("{} has no `{name}` in its line", known.title));
            }
            _ => {}
        }
    }
    for name in &ours {
        let all: Vec<&Entry> = entries.iter().filter(|e| e.loss == *name).collect();
        if all.is_empty() {
            faults.push(format!(
                "docs/comparison.txt has no line of `{name}`: add `{name} | library | its name there | what differs`, or `{name} | nowhere`"
            ));
        } else if all.len() > 1 && all.iter().any(|e| e.library.is_empty()) {
            faults.push(format!("`{name}` is nowhere, and somewhere"));
        }
    }
    for library in libraries {
        let of = |name: &str, absent: bool| {
            let mut all = entries.iter().filter(|e| e.library == library.key);
            all.any(|e| e.name == name && (e.loss == "-") == absent)
        };
        for name in &library.losses {
            match (of(name, false), of(name, true)) {
                (false, false) => faults.push(format!(
                    "no line of `{name}` of {}: add one, or `- | {} | {name} | why not`",
                    library.title, library.key
                )),
                (true, true) => faults.push(format!(
                    "`{name}` of {} is here, and is said not to be",
                    library.title
                )),
                _ => {}
            }
        }
    }
    faults
}

fn page(libraries: &[Library], entries: &[Entry], shipped: &[(String, String)]) -> String {
    let mut page = String::from(
        "<!-- Made from comparison.txt by `BLESS=1 cargo test -p loss-cli --test comparison`. -->\n\n# Names in other libraries\n\n\
         Which loss of ours is which of theirs, and what differs where both have it: defaults, factors, clamps, divisors of means. A name alone\n\
         means the same value and gradient. Values are compared with theirs in the tests, as far as their results are recorded there.\n\n",
    );
    let titles: Vec<String> = libraries
        .iter()
        .map(|library| format!("{} {}", library.title, library.version))
        .collect();
    // Writing to a String cannot fail.
    let _ = writeln!(page, "Read in: {}.\n", titles.join(", "));
    let mut by_chapter: BTreeMap<usize, (&str, Vec<&str>)> = BTreeMap::new();
    let mut chapters: Vec<&str> = Vec::new();
    for (chapter, name) in shipped {
        let at = chapters.iter().position(|known| known == chapter);
        let at = at.unwrap_or_else(|| {
            chapters.push(chapter);
            chapters.len() - 1
        });
        by_chapter
            .entry(at)
            .or_insert((chapter, Vec::new()))
            .1
            .push(name);
    }
    for (chapter, names) in by_chapter.values() {
        let _ = writeln!(page, "## {chapter}\n");
        // Only libraries that have one of the chapter get a column.
        let columns: Vec<&Library> = libraries
            .iter()
            .filter(|library| {
                let mut all = entries.iter().filter(|e| e.library == library.key);
                all.any(|e| names.contains(&e.loss.as_str()))
            })
            .collect();
        let heads: String = columns.iter().map(|l| format!(" {} |", l.title)).collect();
        let _ = writeln!(
            page,
            "| loss |{heads}\n|---|{}",
            "---|".repeat(columns.len())
        );
        let mut notes = String::new();
        for name in names {
            let _ = write!(page, "| `{name}` |");
            for library in &columns {
                let mut cell = Vec::new();
                for e in entries
                    .iter()
                    .filter(|e| e.loss == *name && e.library == library.key)
                {
                    let mark = if e.difference.is_empty() { "" } else { " *" };
                    cell.push(format!("`{}`{mark}", e.name));
                    if !e.difference.is_empty() {
                        let _ = writeln!(
                            notes,
                            "* `{name}` is `{}` of {}: {}.",
                            e.name, library.title, e.difference
                        );
                    }
                }
                let _ = write!(page, " {} |", cell.join(", "));
            }
            page.push('\n');
        }
        let _ = writeln!(page, "\n{notes}");
    }
    page += "## What we do not have\n\n| library | loss | why |\n|---|---|---|\n";
    for library in libraries {
        for e in entries
            .iter()
            .filter(|e| e.loss == "-" && e.library == library.key)
        {
            let _ = writeln!(
                page,
                "| {} | `{}` | {} |",
                library.title, e.name, e.difference
            );
        }
    }
    while page.contains("\n\n\n") {
        page = page.replace("\n\n\n", "\n\n");
    }
    page
}

/// Where the tables begin on the page for those who come from a library.
const MADE: &str = "<!-- What follows is made from docs/comparison.txt: BLESS=1 cargo test -p loss-cli --test comparison -->\n";

/// Those libraries: their keys, and the heading.
const FROM: [(&[&str], &str); 5] = [
    (&["torch", "torchvision"], "From PyTorch"),
    (&["keras"], "From Keras"),
    (&["optax"], "From Optax"),
    (&["burn"], "From Burn"),
    (&["candle"], "From candle"),
];

/// A table for each library: name there, name here, what differs.
fn coming_from(libraries: &[Library], entries: &[Entry]) -> String {
    let mut page = String::new();
    for (keys, heading) in FROM {
        // Writing to a String cannot fail.
        let _ = writeln!(page, "\n# {heading}\n\n| there | here | |\n|---|---|---|");
        for library in keys
            .iter()
            .filter_map(|key| libraries.iter().find(|l| l.key == *key))
        {
            for name in &library.losses {
                let mut all = entries.iter().filter(|e| e.library == library.key);
                while let Some(e) = all.find(|e| e.name == *name) {
                    let (loss, note) = (&e.loss, &e.difference);
                    let here = match loss.as_str() {
                        "-" => "not here".to_owned(),
                        _ => format!("[`{loss}`](crate::losses::{loss})"),
                    };
                    let _ = writeln!(page, "| `{name}` | {here} | {note} |");
                }
            }
        }
    }
    page
}

/// Holds a file to what it should be, or writes that.
fn same(path: &Path, wanted: &str) {
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(path, wanted).expect("the page");
    }
    let written = std::fs::read_to_string(path).unwrap_or_default();
    assert!(
        written == wanted,
        "{} is not what docs/comparison.txt says: BLESS=1 cargo test -p loss-cli --test comparison",
        path.display()
    );
}

#[test]
fn the_pages_are_those_of_the_lines() {
    let text = std::fs::read_to_string(file("comparison.txt")).expect("the lines");
    let (libraries, entries) = read(&text);
    let shipped = shipped();
    let faults = faults(&libraries, &entries, &shipped);
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    same(
        &file("comparison.md"),
        &page(&libraries, &entries, &shipped),
    );
    let path = file("../loss-core/src/book/coming_from.md");
    let written = std::fs::read_to_string(&path).expect("the page");
    let (head, _) = written.split_once(MADE).expect("where the tables begin");
    same(
        &path,
        &format!("{head}{MADE}{}", coming_from(&libraries, &entries)),
    );
}

#[test]
fn what_is_wrong_with_a_line_is_said() {
    let shipped = ["A", "B"].map(|name| ("chapter".to_owned(), name.to_owned()));
    let (libraries, entries) = read(
        "library one | One | 1 | x y z\nA | nowhere\nA | one | x |\nC | one | y | other\n- | one | x | \nA | two | x |\nA | one | w |\n",
    );
    let faults = faults(&libraries, &entries, &shipped);
    let said = |what: &str| {
        assert!(
            faults.iter().any(|f| f.contains(what)),
            "{what}: {faults:?}"
        )
    };
    said("no line of `B`");
    said("there is no loss `C`");
    said("`A` is nowhere, and somewhere");
    said("says no reason");
    said("no library `two`");
    said("One has no `w`");
    said("no line of `z` of One");
    said("`x` of One is here, and is said not to be");
    assert_eq!(faults.len(), 8, "{faults:?}");
}
