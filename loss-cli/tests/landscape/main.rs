//! The page of `loss landscape` in a browser without a window: every loss chosen, every control moved, its functions held to what
//! the compiled kernels give; and drawn by these, where loss-cli/kernels is built. What is not there, it says: a Chromium in the path, the
//! kernels.

mod kernels;

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What Chromium is called.
const NAMES: [&str; 5] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome-headless-shell",
];

fn browser() -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .flat_map(|folder| NAMES.map(|name| folder.join(name)))
        .find(|file| file.is_file())
}

/// What stands in the document once its scripts have run, in the element called `verdict`.
fn verdict(browser: &Path, folder: &Path, page: &str) -> String {
    let file = folder.join("page.html");
    fs::write(&file, page).expect("a file");
    let output = Command::new(browser)
        // A container has no user for a sandbox, and little shared memory.
        .args([
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
        ])
        .args([
            "--window-size=1400,1000",
            "--virtual-time-budget=10000",
            "--dump-dom",
        ])
        .arg(format!(
            "--user-data-dir={}",
            folder.join("profile").display()
        ))
        .arg(format!("file://{}", file.display()))
        .output()
        .expect("the browser runs");
    let document = String::from_utf8_lossy(&output.stdout).into_owned();
    let after = document.split("<pre id=\"verdict\">").nth(1);
    let text = after.and_then(|rest| rest.split("</pre>").next());
    text.map_or_else(
        || {
            let said = String::from_utf8_lossy(&output.stderr);
            format!("no verdict; {} bytes of document; {said}", document.len())
        },
        str::to_owned,
    )
}

fn page(folder: &Path, args: &[&str]) -> String {
    let file = folder.join("losses.html");
    let output = Command::new(env!("CARGO_BIN_EXE_loss"))
        .arg("landscape")
        .args(args)
        .arg("-o")
        .arg(&file)
        .output()
        .expect("the command runs");
    assert!(output.status.success(), "{output:?}");
    let page = fs::read_to_string(file).expect("the page");
    let tables = kernels::script().expect("losses of these numbers");
    let script = include_str!("page.js");
    let script = format!("<script>\n{tables}</script>\n<script>\n{script}</script>\n</body>");
    page.replace("</body>", &script)
}

/// Past the test harness, which keeps what a test that passes prints.
fn say(text: &str) {
    writeln!(std::io::stderr(), "{text}").expect("somebody listens");
}

/// The kernels as WebAssembly, where they are built.
fn kernels() -> Option<PathBuf> {
    let file = "kernels/target/wasm32-wasip1/release/loss-kernels.wasm";
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    file.is_file().then_some(file)
}

#[test]
fn everything_on_the_page_moves() {
    let Some(browser) = browser() else {
        say(&format!(
            "the page is not tested: there is no Chromium in the path ({})",
            NAMES.join(", ")
        ));
        return;
    };
    let folder = tempfile::tempdir().expect("a folder");
    let shipped = page(folder.path(), &[]);
    let said = verdict(&browser, folder.path(), &shipped);
    assert!(said.starts_with("passed: "), "{said}");
    say(&format!("the page: {said}"));
    match kernels().as_deref().and_then(Path::to_str) {
        Some(file) => {
            let drawn = page(folder.path(), &["--kernels", file]);
            let said = verdict(&browser, folder.path(), &drawn);
            assert!(said.starts_with("passed: "), "{said}");
            say(&format!("the page with kernels: {said}"));
        }
        None => say("drawing by kernels is not tested: loss-cli/kernels is not built"),
    }
    // A page whose functions are wrong does not pass.
    let huber = page(folder.path(), &["Huber"]);
    let said = verdict(&browser, folder.path(), &huber);
    assert!(said.starts_with("passed: 1 losses, 2 controls"), "{said}");
    let broken = huber.replace("abs: Math.abs", "abs: Math.sign");
    assert_ne!(broken, huber);
    let said = verdict(&browser, folder.path(), &broken);
    assert!(
        said.contains("the tables: ") && said.contains("the kernel: "),
        "{said}"
    );
}
