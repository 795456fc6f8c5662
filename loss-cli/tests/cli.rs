//! What the command prints, compared to its pages: the README, a page a command, and the corpus, a page a formula with every stage.
//! `TRYCMD=overwrite cargo test -p loss-cli --test cli` writes them anew.

#[test]
fn the_pages_show_what_is_printed() {
    trycmd::TestCases::new()
        .case("README.md")
        .case("tests/cmd/*.md")
        .case("tests/corpus/*.md");
}
