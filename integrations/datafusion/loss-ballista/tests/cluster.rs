//! A cluster of processes on this machine, one of which is killed while it works.

use std::process::Command;

#[test]
fn a_cluster_answers_as_one_machine_though_an_executor_is_killed() {
    let program = env!("CARGO_BIN_EXE_loss-cluster");
    let output = Command::new(program).arg("demo").output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{text}\n{error}");
    assert_eq!(text.matches("the same, bit for bit").count(), 2, "{text}");
    assert!(text.contains("with the query at work"), "{text}");
}
