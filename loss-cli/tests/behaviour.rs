//! What pages do not show: colours, exit codes, pipes, JSON, pictures, and that nothing panics.

use std::io::Write;
use std::process::{Command, Output, Stdio};

fn command(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_loss"));
    command
        .args(args)
        .env_remove("NO_COLOR")
        .env_remove("CLICOLOR_FORCE");
    command
}

fn run(args: &[&str]) -> Output {
    command(args).output().expect("the command starts")
}

fn fed(args: &[&str], input: &[u8]) -> Output {
    let mut child = command(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the command starts");
    // It may have read enough to say no.
    let _ = child.stdin.take().expect("a pipe").write_all(input);
    child.wait_with_output().expect("the command ends")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn colours_are_for_terminals_and_those_who_ask() {
    let escape = |output: &Output| text(&output.stdout).contains('\u{1b}');
    assert!(!escape(&run(&["show", "Huber"])));
    assert!(escape(&run(&["show", "Huber", "--color", "always"])));
    assert!(!escape(&run(&["show", "Huber", "--color", "never"])));
    let forced = command(&["show", "Huber"])
        .env("CLICOLOR_FORCE", "1")
        .output();
    assert!(escape(&forced.expect("the command starts")));
    let both = command(&["show", "Huber"])
        .env("CLICOLOR_FORCE", "1")
        .env("NO_COLOR", "1")
        .output();
    assert!(!escape(&both.expect("the command starts")));
}

#[test]
fn every_loss_of_the_page_is_listed_once() {
    let page = loss_core::sources::PAGE;
    let chapters = page
        .lines()
        .filter_map(|line| line.strip_prefix("//! | **[")?.split(']').next());
    let known = loss_core::sources::chapters().map(|chapter| chapter.name);
    assert!(
        chapters.eq(known),
        "the parts list the chapters of the page in its order"
    );
    let rows = page.lines().filter(|line| line.starts_with("//! | [`"));
    let mut on_page: Vec<&str> = rows.filter_map(|row| row.split('`').nth(1)).collect();
    let output = run(&["list", "--json"]);
    let list: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let entries = list.as_array().expect("a list");
    let mut listed: Vec<&str> = entries
        .iter()
        .filter_map(|loss| loss["name"].as_str())
        .collect();
    on_page.sort_unstable();
    listed.sort_unstable();
    assert_eq!(listed, on_page);
    for loss in entries {
        assert!(
            loss["summary"]
                .as_str()
                .is_some_and(|summary| !summary.is_empty()),
            "{loss}"
        );
        assert!(
            loss["args"].as_array().is_some_and(|args| !args.is_empty()),
            "{loss}"
        );
    }
}

#[test]
fn what_is_false_is_refuted_with_exit_code_1() {
    let claims = [
        ("convex", "ln(1 + powi(p - t, 2))"),
        ("nonnegative", "p * p - 1 - t"),
        ("lipschitz = 1", "powi(p - t, 2)"),
        ("symmetric", "relu(p - t)"),
        ("differentiable", "abs(p - t)"),
        ("zero_at_match", "powi(p - t, 2) + 1"),
    ];
    for (claim, body) in claims {
        let formula =
            format!("loss! {{ #[claims({claim})] pub loss L(p: input, t: data) {{ {body} }} }}");
        let output = fed(&["check", "-"], formula.as_bytes());
        let page = text(&output.stdout);
        assert_eq!(output.status.code(), Some(1), "{claim}: {page}");
        assert_eq!(page.matches("refuted").count(), 1, "{claim}: {page}");
    }
    let stopped = b"loss! { pub loss L(p: input, t: data) { (p - t) * stop_gradient(p - t) } }";
    assert_eq!(fed(&["check", "-"], stopped).status.code(), Some(1));
    let allowed = fed(&["check", "-", "--allow-stop-gradient"], stopped);
    assert_eq!(allowed.status.code(), Some(0), "{}", text(&allowed.stdout));
    let nan = b"loss! { pub loss L(p: input in 0.0.., t: data in 0.0..) { p / (p + t) } }";
    assert!(text(&fed(&["check", "-"], nan).stdout).contains("the value is no number"));
}

#[test]
fn shipped_losses_of_every_kind_pass() {
    for name in [
        "Huber",
        "Focal",
        "Hinge",
        "CrossEntropy",
        "Triplet",
        "VaeKl",
        "Discriminator",
    ] {
        let output = run(&["check", name]);
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stdout));
    }
}

#[test]
fn a_picture_is_drawn_of_every_kind_of_loss() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("loss.svg");
    let file = path.to_str().expect("a path");
    for name in [
        "Huber",
        "BinaryCrossEntropy",
        "Hinge",
        "SparseCrossEntropy",
        "InfoNce",
        "GeneralizedIou",
    ] {
        let output = run(&["plot", name, "-o", file]);
        assert_eq!(
            output.status.code(),
            Some(0),
            "{name}: {}",
            text(&output.stderr)
        );
        let svg = std::fs::read_to_string(&path).expect("the picture");
        assert!(!svg.contains("NaN") && !svg.contains("inf"), "{name}");
        assert_eq!(svg.matches("overflow=\"hidden\"").count(), 3, "{name}");
        assert!(
            svg.matches("class=\"line").count() >= 3 && svg.ends_with("</svg>\n"),
            "{name}"
        );
        assert!(svg.contains("prefers-color-scheme: dark"), "{name}");
    }
    let output = run(&["plot", "Huber", "-o", "/no/such/folder/x.svg"]);
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn expansions_are_rust() {
    for source in [
        "tests/corpus/sparse.loss",
        "Huber",
        "tests/corpus/contrastive.loss",
    ] {
        let output = run(&["expand", source]);
        let code = text(&output.stdout);
        assert!(syn::parse_file(&code).is_ok(), "{source}");
        assert!(code.contains("value_and_grad"), "{source}");
    }
}

#[test]
fn a_reader_that_leaves_is_no_error() {
    let mut child = command(&["list"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the command starts");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("the command ends");
    assert_eq!(
        (output.status.code(), text(&output.stderr)),
        (Some(0), String::new())
    );
}

#[test]
fn without_cargo_asm_says_so() {
    let output = command(&["asm", "Huber"])
        .env("CARGO", "/no/such/cargo")
        .output()
        .expect("the command starts");
    assert_eq!(output.status.code(), Some(2));
    assert!(
        text(&output.stderr).contains("there is no cargo"),
        "{}",
        text(&output.stderr)
    );
}

/// The whole way: a crate is made, compiled without a registry, and its loop found.
#[test]
#[allow(clippy::print_stderr)] // what is not tested must be said
fn asm_shows_the_loop_of_a_loss() {
    let target = env!("CARGO_TARGET_TMPDIR");
    let output = command(&["asm", "MeanSquaredError", "--target-dir", target])
        .env("CARGO_NET_OFFLINE", "true")
        .env_remove("RUSTFLAGS")
        .output()
        .expect("the command starts");
    let (said, errors) = (text(&output.stdout), text(&output.stderr));
    if errors.contains("there is no cargo") {
        eprintln!("not tested: `loss asm` needs cargo, and there is none");
        return;
    }
    let is_known = cfg!(any(target_arch = "x86_64", target_arch = "aarch64"));
    if !is_known {
        assert!(errors.contains("no vector loop was found"), "{errors}");
        return;
    }
    assert_eq!(output.status.code(), Some(0), "{errors}");
    assert!(
        said.starts_with("MeanSquaredError for f32, value and gradient: "),
        "{said}"
    );
    // What the formula needs, in vectors: a difference, products, a gradient that is written.
    let mix = said.split("instruction mix").nth(1).expect("the mix");
    let count = |kind: &str| -> u32 {
        let line = mix.lines().find(|line| line.ends_with(kind));
        let count = line.and_then(|line| line.split_whitespace().next()?.parse().ok());
        count.unwrap_or(0)
    };
    let work = [
        "fused multiplications and additions",
        "additions and subtractions",
        "multiplications",
    ];
    assert!(work.map(count).iter().sum::<u32>() >= 3, "{said}");
    assert!(count("loads, stores, moves, shuffles") >= 3, "{said}");
    assert!(said.contains("\nloop\n"), "{said}");
}

#[test]
fn every_shell_gets_completions() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let output = run(&["completions", shell]);
        assert!(text(&output.stdout).contains("explain"), "{shell}");
    }
}

/// Files with pieces removed, doubled, replaced: an answer or an error, never a panic.
#[test]
fn nothing_panics() {
    let seeds = [
        include_str!("corpus/focal.loss"),
        include_str!("corpus/contrastive.loss"),
        include_str!("failures/many.rs"),
        include_str!("failures/templates.rs"),
    ];
    let mut state = 7_u64;
    let mut below = |n: usize| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % n.max(1)
    };
    let pieces = [
        "(", ")", "{", "}", "[", "loss!", "é", "'", "\"", "/*", "1e999", "-", "if", "<", "::<K>",
        "\0", "input", "param = ",
    ];
    let commands: [&[&str]; 4] = [
        &["explain", "-"],
        &["expand", "-", "--stage", "schedule"],
        &["plot", "-"],
        &["explain", "-", "--as", "json"],
    ];
    for round in 0..120 {
        let seed = seeds[round % seeds.len()];
        let mut chars: Vec<char> = match round % 4 {
            0 | 1 => format!("loss! {{ {seed} }}").chars().collect(),
            _ => seed.chars().collect(),
        };
        for _ in 0..=below(3) {
            let (at, until) = (below(chars.len()), below(12));
            let end = (at + until).min(chars.len());
            match below(3) {
                0 => drop(chars.drain(at..end)),
                1 => {
                    let twice: Vec<char> = chars[at..end].to_vec();
                    chars.splice(at..at, twice);
                }
                _ => drop(chars.splice(at..end, pieces[below(pieces.len())].chars())),
            }
        }
        let input: String = chars.into_iter().collect();
        let output = fed(commands[below(commands.len())], input.as_bytes());
        let said = text(&output.stderr);
        assert!(
            matches!(output.status.code(), Some(0..=2)) && !said.contains("panicked"),
            "{input}\n{said}"
        );
    }
    for hostile in [
        "(".repeat(100_000),
        "!".repeat(100_000),
        format!(
            "loss! {{ pub loss L(p: input) {{ {}p{} }} }}",
            "(".repeat(5000),
            ")".repeat(5000)
        ),
        format!(
            "loss! {{ pub loss L(p: input) {{ {}p }} }}",
            "-".repeat(50_000)
        ),
    ] {
        let output = fed(&["explain", "-"], hostile.as_bytes());
        assert_eq!(output.status.code(), Some(2), "{}", text(&output.stderr));
    }
    assert_eq!(
        fed(&["explain", "-"], b"loss! { \xff }").status.code(),
        Some(2)
    );
}
