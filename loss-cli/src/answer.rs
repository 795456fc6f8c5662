//! What a command says, where to, and the exit code.

use std::fmt::Display;
use std::io::{self, Write};
use std::process::ExitCode;

use anstream::AutoStream;

use crate::args::Colour;
use crate::style::{ERROR, HELP};

/// The question was answered, and the answer is yes.
const YES: u8 = 0;
/// The question was answered, and the answer is no: a check refutes, two losses differ.
const NO: u8 = 1;
/// The question could not be answered.
const FAILED: u8 = 2;

/// The answer of a command. Its texts have colours, which are taken out where they are not wanted.
#[derive(Debug)]
pub struct Answer {
    text: String,
    notes: String,
    code: u8,
}

/// Why a question could not be answered, for people to read.
pub type Failed = Answer;

impl Answer {
    /// An answer.
    pub fn yes(text: impl Into<String>) -> Answer {
        Answer {
            text: text.into(),
            notes: String::new(),
            code: YES,
        }
    }
    /// The same, or one that says no.
    pub fn judged(text: impl Into<String>, holds: bool) -> Answer {
        Answer {
            code: if holds { YES } else { NO },
            ..Answer::yes(text)
        }
    }
    /// `error: …`
    pub fn error(message: &dyn Display) -> Failed {
        Answer::failed(format!("{ERROR}error{ERROR:#}: {message}\n"))
    }
    /// `error: …`, and what to do instead.
    pub fn help(message: &dyn Display, help: &dyn Display) -> Failed {
        Answer::failed(format!(
            "{ERROR}error{ERROR:#}: {message}\n{HELP}help{HELP:#}: {help}\n"
        ))
    }
    /// Errors that are rendered already.
    pub fn failed(notes: String) -> Failed {
        Answer {
            text: String::new(),
            notes,
            code: FAILED,
        }
    }
    /// Of a thread that panicked; what it said was printed.
    pub fn bug() -> Failed {
        Answer::error(&"this is a bug of the tool, not of your formula; please report it")
    }

    /// Writes it. A reader that has gone, as `head` does, wanted no more.
    pub fn write(self, colour: Colour) -> ExitCode {
        let choice = colour.into();
        let notes = send(&mut AutoStream::new(io::stderr(), choice), &self.notes);
        let text = send(&mut AutoStream::new(io::stdout(), choice), &self.text);
        match notes.and(text) {
            Ok(()) => self.code.into(),
            Err(_) => FAILED.into(),
        }
    }
}

fn send(to: &mut dyn Write, text: &str) -> io::Result<()> {
    let sent = to.write_all(text.as_bytes()).and_then(|()| to.flush());
    match sent {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}
