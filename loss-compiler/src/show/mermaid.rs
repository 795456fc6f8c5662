//! A diagram in Mermaid, which code hosts and notebooks draw in Markdown.

use super::diagram::{Diagram, Role};

/// The diagram as a `flowchart` from top to bottom.
pub fn mermaid(diagram: &Diagram) -> String {
    let mut out = "flowchart TB\n".to_string();
    for vertex in &diagram.vertices {
        let label: Vec<String> = vertex.lines.iter().map(|line| escaped(line)).collect();
        let (open, close, class) = shape(vertex.role);
        out.push_str(&format!(
            "    {}{open}\"{}\"{close}:::{class}\n",
            vertex.key,
            label.join("<br/>")
        ));
    }
    for arrow in &diagram.arrows {
        let label = match arrow.label {
            "" => String::new(),
            label => format!("|{label}|"),
        };
        out.push_str(&format!("    {} -->{label} {}\n", arrow.from, arrow.to));
    }
    let used = |role: Role| diagram.vertices.iter().any(|vertex| vertex.role == role);
    for (role, fill) in FILLS.iter().filter(|(role, _)| used(*role)) {
        let class = shape(*role).2;
        out.push_str(&format!(
            "    classDef {class} fill:{fill},stroke:#777777,color:#111111\n"
        ));
    }
    out
}

const FILLS: [(Role, &str); 5] = [
    (Role::Input, "#9fd3f2"),
    (Role::Data, "#f5d48f"),
    (Role::Param, "#d9d9d9"),
    (Role::Operation, "#ffffff"),
    (Role::Output, "#8fd6bd"),
];

fn shape(role: Role) -> (&'static str, &'static str, &'static str) {
    match role {
        Role::Input => ("([", "])", "input"),
        Role::Data => ("([", "])", "data"),
        Role::Param => ("([", "])", "param"),
        Role::Operation => ("[", "]", "operation"),
        Role::Output => ("[[", "]]", "output"),
    }
}

/// What Mermaid or the page it stands in would take for markup.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '"' => out.push_str("#quot;"),
            '<' => out.push_str("#lt;"),
            '>' => out.push_str("#gt;"),
            '&' => out.push_str("#amp;"),
            '#' => out.push_str("#35;"),
            '*' => out.push_str("#42;"),
            '_' => out.push_str("#95;"),
            '`' => out.push_str("#96;"),
            _ => out.push(c),
        }
    }
    out
}
