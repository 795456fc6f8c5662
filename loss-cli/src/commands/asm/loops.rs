//! Finds the loop that does the work, in the assembly of x86-64 or AArch64: of those that contain no other, the one with the
//! widest registers, and of these the one with most arithmetic.

use std::collections::BTreeMap;

/// A loop.
#[derive(Debug)]
pub struct Loop {
    /// The function that it is in.
    pub function: String,
    /// Labels and instructions.
    pub lines: Vec<String>,
}

impl Loop {
    /// The mnemonics with their operands.
    pub fn instructions(&self) -> impl Iterator<Item = (&str, &str)> {
        self.lines.iter().filter_map(|line| instruction(line))
    }
}

/// The vector loop of a file; none if nothing in it is a vector.
pub fn vector_loop(assembly: &str) -> Option<Loop> {
    let lines: Vec<&str> = assembly.lines().filter(|line| is_code(line)).collect();
    let labels: BTreeMap<&str, usize> = lines
        .iter()
        .enumerate()
        .filter_map(|(at, line)| Some((label(line)?, at)))
        .collect();
    let mut loops: Vec<(usize, usize)> = Vec::new();
    for (end, line) in lines.iter().enumerate() {
        let target = instruction(line).filter(|(name, _)| is_jump(name));
        let target = target.and_then(|(_, to)| to.rsplit([',', ' ', '\t']).next());
        if let Some(&start) = target.and_then(|target| labels.get(target))
            && start < end
        {
            loops.push((start, end));
        }
    }
    let is_inner = |&(start, end): &(usize, usize)| {
        let within = |&(s, e): &(usize, usize)| start <= s && e <= end && (s, e) != (start, end);
        !loops.iter().any(within)
    };
    let best = loops
        .iter()
        .copied()
        .filter(is_inner)
        .map(|(start, end)| (score(&lines[start..=end]), start, end))
        .filter(|((_, arithmetic), _, _)| *arithmetic > 0)
        .max()?;
    let (_, start, end) = best;
    let function = lines[..start].iter().rev().find_map(|line| function(line));
    Some(Loop {
        function: demangled(function.unwrap_or("?")),
        lines: lines[start..=end]
            .iter()
            .map(|line| (*line).to_owned())
            .collect(),
    })
}

/// The widest registers, and how much is computed in them.
fn score(lines: &[&str]) -> (u32, usize) {
    let all = || lines.iter().filter_map(|line| instruction(line));
    let arithmetic = all().filter(|(name, operands)| is_arithmetic(name, operands));
    let widest = arithmetic
        .clone()
        .map(|(_, operands)| width(operands))
        .max();
    (widest.unwrap_or(0), arithmetic.count())
}

fn width(operands: &str) -> u32 {
    [
        ("zmm", 512),
        ("ymm", 256),
        ("xmm", 128),
        (".4s", 128),
        (".2d", 128),
    ]
    .into_iter()
    .find(|(register, _)| operands.contains(register))
    .map_or(0, |(_, bits)| bits)
}

/// Whether several numbers are computed at once.
pub fn is_arithmetic(name: &str, operands: &str) -> bool {
    let packed = name.ends_with("ps") || name.ends_with("pd");
    let moves = name.contains("mov") || name.contains("broadcast") || name.contains("shuf");
    let arm = operands.contains(".4s") || operands.contains(".2d");
    (packed && !moves && width(operands) > 0) || (arm && name.starts_with('f'))
}

/// Instructions and labels; no directives, comments, blanks.
fn is_code(line: &str) -> bool {
    let text = line.trim();
    let is_directive = text.starts_with('.') && !text.ends_with(':');
    !(text.is_empty() || is_directive || text.starts_with(['#', ';', '/']))
}

fn label(line: &str) -> Option<&str> {
    line.trim()
        .strip_suffix(':')
        .filter(|label| !label.contains(' '))
}

/// The label of a function, not of a place in one.
fn function(line: &str) -> Option<&str> {
    label(line).filter(|label| !(label.starts_with(".L") || label.starts_with("LBB")))
}

fn instruction(line: &str) -> Option<(&str, &str)> {
    if label(line).is_some() {
        return None;
    }
    let text = line.trim();
    let (name, operands) = text.split_once(['\t', ' ']).unwrap_or((text, ""));
    Some((name, operands.trim()))
}

/// Jumps of both architectures; calls are none.
pub fn is_jump(name: &str) -> bool {
    name.starts_with('j')
        || name.starts_with("b.")
        || matches!(name, "b" | "cbz" | "cbnz" | "tbz" | "tbnz")
}

/// The path in a mangled name, by its parts: `loss_runtime::driver::…`.
fn demangled(name: &str) -> String {
    let Some(mut rest) = name.trim_start_matches('_').strip_prefix("ZN") else {
        return name.to_owned();
    };
    let mut parts = Vec::new();
    loop {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let Ok(length) = rest[..digits].parse::<usize>() else {
            break;
        };
        let Some(part) = rest.get(digits..digits + length) else {
            break;
        };
        parts.push(part);
        rest = &rest[digits + length..];
    }
    // The last is a hash.
    parts.pop();
    let path = parts.join("::");
    [
        ("_$LT$", "<"),
        ("$LT$", "<"),
        ("$GT$", ">"),
        ("$u20$", " "),
        ("$C$", ","),
        ("$RF$", "&"),
        ("..", "::"),
        ("$u7b$", "{"),
        ("$u7d$", "}"),
    ]
    .into_iter()
    .fold(path, |path, (from, to)| path.replace(from, to))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ASSEMBLY: &str = "
_ZN12loss_runtime6driver4loop17h0123456789abcdefE:
\t.cfi_startproc
.LBB0_1:
\taddq\t$1, %rax
\tcmpq\t%rax, %rcx
\tjne\t.LBB0_1
.LBB0_2:
\tvmovups\t(%rdi,%rax), %ymm0
\tvsubps\t(%rsi,%rax), %ymm0, %ymm0
\tvfmadd231ps\t%ymm0, %ymm0, %ymm1
\taddq\t$32, %rax
\tcmpq\t%rax, %rcx
\tjne\t.LBB0_2
\tretq
";

    #[test]
    fn the_loop_with_the_arithmetic_is_found() {
        let found = vector_loop(ASSEMBLY).unwrap();
        assert_eq!(found.function, "loss_runtime::driver::loop");
        assert_eq!(found.lines.first().map(String::as_str), Some(".LBB0_2:"));
        assert_eq!(found.instructions().count(), 6);
        assert!(vector_loop("f:\n\tretq\n").is_none());
    }
}
