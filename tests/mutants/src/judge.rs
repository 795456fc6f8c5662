//! Whether the tests notice: the fate of one mutant.

use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};
use std::{env, fs};

/// What became of a mutant.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Fate {
    /// It does not compile.
    Unviable,
    /// A test fails, or never ends.
    Killed,
    /// No test has noticed.
    Survived,
}

/// A copy of the compiler with its tests.
pub struct Judge {
    work: PathBuf,
    /// Tests that run longer do not end.
    limit: Duration,
}

impl Judge {
    /// Builds and runs the tests without any mutant.
    pub fn new(work: &Path) -> io::Result<Judge> {
        let mut judge = Judge {
            work: work.to_owned(),
            limit: Duration::from_secs(3600),
        };
        let start = Instant::now();
        if judge.fate()? != Fate::Survived {
            return Err(io::Error::other("the tests fail without any mutant"));
        }
        judge.limit = start.elapsed() * 10;
        Ok(judge)
    }

    /// The fate of what is in the copy now. Snapshots of the expansion are left out, since they notice any change, sound or not.
    pub fn fate(&self) -> io::Result<Fate> {
        let Some(tests) = self.build()? else {
            return Ok(Fate::Unviable);
        };
        let start = Instant::now();
        for test in tests {
            let is_library = !test.to_string_lossy().contains("witness-");
            let skipped: &[&str] = match is_library {
                true => &["--skip", "expan", "--skip", "snapshot", "--skip", "bless"],
                false => &[],
            };
            let mut command = Command::new(&test);
            command
                .args(skipped)
                .current_dir(self.work.join("loss-compiler"))
                .env_remove("BLESS")
                .stdout(Stdio::piped())
                .stderr(Stdio::null());
            if !passes(command.spawn()?, self.limit.saturating_sub(start.elapsed()))? {
                return Ok(Fate::Killed);
            }
        }
        Ok(Fate::Survived)
    }

    /// The test programs, those of the library first; `None` if they do not compile.
    fn build(&self) -> io::Result<Option<Vec<PathBuf>>> {
        let out = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
            .current_dir(&self.work)
            .args(["test", "-p", "loss-compiler", "--lib", "--test", "witness"])
            .args(["--no-run", "--offline", "--message-format=json"])
            .env("CARGO_TARGET_DIR", self.work.with_file_name("target"))
            // The witnesses compute for half a minute: a little optimisation pays for itself.
            .env("CARGO_PROFILE_DEV_OPT_LEVEL", "1")
            .env("CARGO_PROFILE_DEV_DEBUG", "false")
            .env("CARGO_INCREMENTAL", "1")
            .stderr(Stdio::null())
            .output()?;
        if !out.status.success() {
            return Ok(None);
        }
        const KEY: &str = "\"executable\":\"";
        let messages = String::from_utf8_lossy(&out.stdout);
        let mut tests: Vec<PathBuf> = messages
            .lines()
            .filter_map(|line| line.split_once(KEY)?.1.split('"').next())
            .map(PathBuf::from)
            .collect();
        tests.sort_by_key(|test| test.to_string_lossy().contains("witness-"));
        match tests.iter().all(|test| fs::exists(test).unwrap_or(false)) {
            true if tests.len() == 2 => Ok(Some(tests)),
            _ => Err(io::Error::other("cargo names no two test programs")),
        }
    }
}

/// Whether a test program passes within the time, stopped at its first failure.
fn passes(mut child: Child, limit: Duration) -> io::Result<bool> {
    let (send, lines) = mpsc::channel();
    let out = child.stdout.take().ok_or(io::ErrorKind::BrokenPipe)?;
    let reader = thread::spawn(move || {
        for line in BufReader::new(out).lines().map_while(Result::ok) {
            if send.send(line).is_err() {
                return;
            }
        }
    });
    let deadline = Instant::now() + limit;
    let failed = loop {
        match lines.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
            Ok(line) if line.ends_with("FAILED") => break true,
            Ok(_) => {}
            Err(RecvTimeoutError::Timeout) => break true,
            Err(RecvTimeoutError::Disconnected) => break false,
        }
    };
    if failed {
        child.kill()?;
    }
    drop(lines);
    let passed = child.wait()?.success() && !failed;
    // The pipe is closed by now.
    let _ = reader.join();
    Ok(passed)
}
