//! The losses that ship with loss-core, read from the sources that define them.

use std::sync::OnceLock;

use loss_compiler::emit::api::documentation;
use syn::{Expr, ExprLit, Lit, Meta};

use crate::source::{Loss, Source, losses};

pub use loss_core::sources::{Chapter, chapters};

/// Where they are.
const PLACE: &str = "loss_core::losses::";

/// Whether a loss is one of them.
pub fn ships(loss: &Loss) -> bool {
    loss.place.starts_with(PLACE)
}

/// The losses of a chapter.
pub fn chapter(chapter: &Chapter) -> Vec<Loss> {
    let Chapter { part, name, text } = chapter;
    let source = Source {
        path: format!("loss-core/src/losses/{part}/{name}.rs"),
        text: (*text).to_owned(),
        is_bare: false,
    };
    // They compile, or this crate's tests would fail.
    let mut losses = losses(&source).unwrap_or_default();
    for loss in &mut losses {
        loss.place = format!("{PLACE}{name}");
    }
    losses
}

/// All of them, in order.
pub fn all() -> impl Iterator<Item = Loss> {
    chapters().flat_map(|of| chapter(&of))
}

/// The names of all, in order.
pub fn names() -> &'static [String] {
    static NAMES: OnceLock<Vec<String>> = OnceLock::new();
    NAMES.get_or_init(|| all().map(|loss| loss.name().to_owned()).collect())
}

/// The loss of a name, or of a name that another library gives it.
pub fn find(name: &str) -> Option<Loss> {
    let mut all: Vec<Loss> = chapters()
        .filter(|of| of.text.to_lowercase().contains(&name.to_lowercase()))
        .flat_map(|of| chapter(&of))
        .collect();
    let same = |loss: &Loss| loss.name() == name;
    let alike = |loss: &Loss| loss.name().eq_ignore_ascii_case(name);
    let alias = |loss: &Loss| aliases(loss).iter().any(|alias| alias == name);
    let at = all
        .iter()
        .position(same)
        .or_else(|| all.iter().position(alike))
        .or_else(|| all.iter().position(alias))?;
    Some(all.swap_remove(at))
}

/// The first line of the documentation.
pub fn summary(loss: &Loss) -> String {
    let docs = documentation(&loss.item.attrs);
    docs.lines().next().unwrap_or_default().trim().to_owned()
}

/// What `#[doc(alias = "…")]` says: its names in other libraries.
pub fn aliases(loss: &Loss) -> Vec<String> {
    let mut aliases = Vec::new();
    for attr in &loss.item.attrs {
        let Meta::List(list) = &attr.meta else {
            continue;
        };
        if !list.path.is_ident("doc") {
            continue;
        }
        if let Ok(Meta::NameValue(alias)) = list.parse_args::<Meta>()
            && alias.path.is_ident("alias")
            && let Expr::Lit(ExprLit {
                lit: Lit::Str(text),
                ..
            }) = &alias.value
        {
            aliases.push(text.value());
        }
    }
    aliases
}
