//! `cargo run --release -p loss-scan -- --help`

fn main() -> std::process::ExitCode {
    loss_scan::command::main()
}
