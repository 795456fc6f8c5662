//! The texts of the losses, for tools that read formulas: the command `loss` says of a shipped loss what is in the file that defines it.

/// The page of the chapters.
pub const PAGE: &str = include_str!("losses/mod.rs");

/// A chapter: a file of formulas.
#[derive(Clone, Copy)]
pub struct Chapter {
    /// The part it belongs to: its folder beside the page.
    pub part: &'static str,
    /// Its name: that of the module, and of the file.
    pub name: &'static str,
    /// Its text.
    pub text: &'static str,
}

/// The chapters in the order of the page.
pub fn chapters() -> impl Iterator<Item = Chapter> {
    let parts = [
        ("targets", loss_targets::CHAPTERS),
        ("structures", loss_structures::CHAPTERS),
    ];
    parts.into_iter().flat_map(|(part, chapters)| {
        chapters
            .iter()
            .map(move |&(name, text)| Chapter { part, name, text })
    })
}
