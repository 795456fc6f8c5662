//! Everything that `EXPLAIN` promises is there, of a loss of single numbers, of rows and of a batch; as a constant.

use loss_core::Explain;
use loss_core::losses::{Huber, InfoNce, SparseCrossEntropy};

const HUBER: Explain = Huber::EXPLAIN;
const ALL: [&Explain; 3] = [&HUBER, &SparseCrossEntropy::EXPLAIN, &InfoNce::EXPLAIN];

#[test]
fn nothing_is_missing() {
    for explain in ALL {
        let name = explain.name();
        assert!(
            !explain.summary.is_empty() && !explain.formula.is_empty(),
            "{name}"
        );
        assert!(!explain.spec.args.is_empty(), "{name}: no domains");
        assert!(!explain.claims.is_empty(), "{name}: no traits");
        assert!(!explain.range.is_empty(), "{name}: no range");
        assert!(!explain.schedule.is_empty(), "{name}: no schedule");
        assert!(explain.latex.formula.contains("L"), "{name}: no LaTeX");
        assert!(
            explain.dot.starts_with(&format!("digraph \"{name}\"")),
            "{name}: no DOT"
        );
        assert!(
            explain.mermaid.starts_with("flowchart"),
            "{name}: no Mermaid"
        );
        assert!(explain.rust.contains(name), "{name}: no generated code");
        assert!(
            explain.file.ends_with(".rs") && explain.line > 0,
            "{name}: no place"
        );
        // By each input and learnable, of each a text and, where it is no page, an equation.
        let by: Vec<&str> = explain.gradient.iter().map(|(by, _)| *by).collect();
        let is_differentiated = |kind: String| kind == "Input" || kind == "Learnable";
        let args = explain.spec.args.iter();
        let differentiated = args.filter(|arg| is_differentiated(format!("{:?}", arg.kind)));
        assert_eq!(
            by,
            differentiated.map(|arg| arg.name).collect::<Vec<_>>(),
            "{name}"
        );
        assert!(
            !explain.latex.gradient.is_empty(),
            "{name}: no gradient in LaTeX"
        );
        // Operations by their kinds, bytes, and which of them binds.
        let cost = explain.cost.join("\n");
        for word in [
            "additions and multiplications",
            "divisions and roots",
            "bytes",
            "roofline",
            "binds",
        ] {
            let may_lack = name == "Huber" && word == "divisions and roots";
            assert!(
                may_lack || cost.contains(word),
                "{name}: no {word} in\n{cost}"
            );
        }
    }
    assert_eq!(HUBER.curvature.len(), 1);
    assert_eq!(HUBER.latex.curvature.len(), 1);
    assert!(HUBER.kinks.iter().any(|kink| kink.contains("gradient 0")));
    let rows = SparseCrossEntropy::EXPLAIN;
    assert_eq!(rows.rules.len(), rows.rewrites.len());
    let focal = loss_core::losses::Focal::EXPLAIN;
    assert!(!focal.rules.is_empty() && focal.rules.len() == focal.rewrites.len());
    assert!(focal.rewrites.iter().all(|(before, after)| before != after));
}

#[test]
fn its_display_is_a_screen() {
    for explain in ALL {
        let text = explain.to_string();
        assert!(
            text.lines().count() <= 100,
            "{}: {} lines",
            explain.name(),
            text.lines().count()
        );
        assert!(text.contains("formula") && text.contains("gradient"));
    }
}
