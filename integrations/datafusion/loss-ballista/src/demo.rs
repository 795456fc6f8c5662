//! One scheduler and two executors on this machine; one of them is killed while it works.

use std::{
    collections::BTreeSet,
    error::Error,
    ffi::OsString,
    fs,
    io::Write,
    net::{SocketAddr, TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

const FILES: usize = 24;
const ROWS: usize = 40_000;

/// Shows it; an error if an answer is not that of one machine, to the last bit.
pub fn run(out: &mut dyn Write) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let data = folder.path().join("predictions");
    write(&data)?;
    writeln!(out, "{FILES} Parquet files of {ROWS} predictions each")?;
    let start = Instant::now();
    let alone = ask(&data, None)?;
    writeln!(
        out,
        "\nThis machine alone, {:.1} s:\n{alone}",
        start.elapsed().as_secs_f64()
    )?;

    let (cluster, mut executors) = start_all(folder.path())?;
    let start = Instant::now();
    let together = ask(&data, Some(cluster.address))?;
    hold(&together, &alone)?;
    writeln!(
        out,
        "A scheduler and two executors, {:.1} s: the same, bit for bit.",
        start.elapsed().as_secs_f64()
    )?;

    let mut victim = executors.remove(0);
    let (send, answer) = mpsc::channel();
    let (asked, address) = (data.clone(), cluster.address);
    let start = Instant::now();
    let asking = thread::spawn(move || {
        // Whoever waited may be gone.
        let _ = send.send(ask(&asked, Some(address)).map_err(|error| error.to_string()));
    });
    let before = files(&victim.folder);
    // Its first new result shows that it is at work; old ones are cleaned up meanwhile.
    while files(&victim.folder).is_subset(&before) {
        if let Ok(answer) = answer.try_recv() {
            return Err(
                format!("the query ended before an executor was killed: {answer:?}").into(),
            );
        }
        thread::sleep(Duration::from_millis(2));
    }
    victim.child.kill()?;
    victim.child.wait()?;
    let early = answer.try_recv().is_err();
    writeln!(
        out,
        "Killed an executor after {:.1} s, {}.",
        start.elapsed().as_secs_f64(),
        match early {
            true => "with the query at work",
            false => "as the query ended",
        }
    )?;
    if !early {
        return Err("the query ended as the executor was killed: too little data".into());
    }
    let after = answer.recv_timeout(Duration::from_secs(300))??;
    // It has said what it had to say.
    let _ = asking.join();
    hold(&after, &alone)?;
    writeln!(
        out,
        "The answer came after {:.1} s: the same, bit for bit.",
        start.elapsed().as_secs_f64()
    )?;
    Ok(())
}

fn hold(found: &str, expected: &str) -> Result<()> {
    match found == expected {
        true => Ok(()),
        false => Err(format!("the cluster says\n{found}but this machine alone\n{expected}").into()),
    }
}

/// Predictions of three models.
fn write(data: &Path) -> Result<()> {
    fs::create_dir_all(data)?;
    for file in 0..FILES {
        let (first, last) = (file * ROWS, (file + 1) * ROWS - 1);
        let path = data.join(format!("{file:02}.parquet"));
        let sql = format!(
            "COPY (SELECT value % 3 AS model, sin(value * 0.37) AS prediction, 1.5 * cos(value * 0.11) AS target
             FROM generate_series({first}, {last})) TO '{}'",
            path.display()
        );
        eval(vec!["--quiet".into(), "--sql".into(), sql.into()])?;
    }
    Ok(())
}

/// What loss-eval says.
fn ask(data: &Path, scheduler: Option<SocketAddr>) -> Result<String> {
    let sql = format!(
        "SELECT model, huber(prediction, target, 0.5) AS huber, log_cosh(prediction, target) AS log_cosh,
             general_robust(prediction, target) AS robust, count(*) AS rows
         FROM '{}/*.parquet' GROUP BY model ORDER BY model",
        data.display()
    );
    let mut words: Vec<OsString> = vec!["--sql".into(), sql.into()];
    if let Some(scheduler) = scheduler {
        words.extend(["--scheduler".into(), format!("df://{scheduler}").into()]);
    }
    eval(words)
}

fn eval(words: Vec<OsString>) -> Result<String> {
    let words = std::iter::once("loss-eval".into()).chain(words);
    loss_eval::ask(words).map_err(|failure| failure.to_string().into())
}

/// A scheduler, stopped when it is dropped.
struct Cluster {
    child: Child,
    address: SocketAddr,
}

/// An executor, stopped when it is dropped.
struct Worker {
    child: Child,
    folder: PathBuf,
}

impl Drop for Cluster {
    fn drop(&mut self) {
        stop(&mut self.child);
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        stop(&mut self.child);
    }
}

/// It may have ended already, which is as well.
fn stop(child: &mut Child) {
    let _ = child.kill();
    let _ = child.wait();
}

fn start_all(folder: &Path) -> Result<(Cluster, Vec<Worker>)> {
    let address = free(1)?;
    let child = start(&[
        "scheduler",
        "--address",
        &address.to_string(),
        "--lost-after",
        "6",
    ])?;
    let cluster = Cluster { child, address };
    await_port(address)?;
    let mut executors = Vec::new();
    for number in 0..2 {
        let folder = folder.join(format!("executor-{number}"));
        fs::create_dir_all(&folder)?;
        let listens = free(2)?;
        let child = start(&[
            "executor",
            "--scheduler",
            &address.to_string(),
            "--address",
            &listens.to_string(),
            "--tasks",
            "1",
            "--folder",
            &folder.display().to_string(),
        ])?;
        executors.push(Worker { child, folder });
        await_port(listens)?;
    }
    Ok((cluster, executors))
}

/// This program again.
fn start(words: &[&str]) -> Result<Child> {
    let this = std::env::current_exe()?;
    let mut command = Command::new(this);
    command.args(words).stdout(Stdio::null());
    // What they say of a machine that was killed on purpose is no news.
    if std::env::var_os("RUST_LOG").is_none() {
        command.stderr(Stdio::null());
    }
    Ok(command.spawn()?)
}

/// An address of this machine with so many ports free from it on.
fn free(ports: u16) -> Result<SocketAddr> {
    for _ in 0..100 {
        let first = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let above = (1..ports).map(|more| first.port().checked_add(more));
        let all_free = above
            .into_iter()
            .all(|port| port.is_some_and(|port| TcpListener::bind(("127.0.0.1", port)).is_ok()));
        if all_free {
            return Ok(first);
        }
    }
    Err("this machine has no free ports".into())
}

fn await_port(address: SocketAddr) -> Result<()> {
    let start = Instant::now();
    while TcpStream::connect(address).is_err() {
        if start.elapsed() > Duration::from_secs(60) {
            return Err(format!("nothing listens at {address} after a minute").into());
        }
        thread::sleep(Duration::from_millis(50));
    }
    Ok(())
}

/// The files that a folder holds.
fn files(folder: &Path) -> BTreeSet<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut all = BTreeSet::new();
    for entry in entries {
        let path = entry.path();
        match path.is_dir() {
            true => all.extend(files(&path)),
            false => {
                all.insert(path);
            }
        }
    }
    all
}
