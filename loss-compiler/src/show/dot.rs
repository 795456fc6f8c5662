//! A diagram in DOT, the language of Graphviz.

use super::diagram::{Diagram, Role};

/// The diagram as a `digraph`. Colours keep apart for the colour-blind and on a dark page.
pub fn dot(diagram: &Diagram) -> String {
    let mut out = format!(
        "digraph {} {{\n    bgcolor = \"transparent\";\n    node [fontname = \"sans-serif\", style = \"filled,rounded\", shape = box, color = \"#777777\", fontcolor = \"#111111\"];\n    edge [fontname = \"sans-serif\", fontsize = 10, color = \"#777777\", fontcolor = \"#777777\"];\n",
        quoted(&diagram.name)
    );
    for vertex in &diagram.vertices {
        let label: Vec<String> = vertex.lines.iter().map(|line| escaped(line)).collect();
        out.push_str(&format!(
            "    {} [label = \"{}\", {}];\n",
            vertex.key,
            label.join("\\n"),
            style(vertex.role)
        ));
    }
    for arrow in &diagram.arrows {
        let label = match arrow.label {
            "" => String::new(),
            label => format!(" [label = \" {label}\"]"),
        };
        out.push_str(&format!("    {} -> {}{label};\n", arrow.from, arrow.to));
    }
    out.push_str("}\n");
    out
}

fn style(role: Role) -> &'static str {
    match role {
        Role::Input => "shape = ellipse, fillcolor = \"#9fd3f2\"",
        Role::Data => "shape = ellipse, fillcolor = \"#f5d48f\"",
        Role::Param => "shape = ellipse, fillcolor = \"#d9d9d9\"",
        Role::Operation => "fillcolor = \"#ffffff\"",
        Role::Output => "shape = box, style = \"filled,bold\", fillcolor = \"#8fd6bd\"",
    }
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", escaped(text))
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"")
}
