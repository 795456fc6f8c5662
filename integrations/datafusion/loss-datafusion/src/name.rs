//! Names as SQL writes them.

/// `HalfSquaredError` → `half_squared_error`, `SmoothL1` → `smooth_l1`.
#[must_use]
pub fn snake_case(name: &str) -> String {
    let mut snake = String::new();
    let mut before: Option<char> = None;
    let mut letters = name.chars().peekable();
    while let Some(letter) = letters.next() {
        // A capital begins a word after a small letter or a digit, and where a small letter follows.
        let begins = match before {
            None | Some('_') => false,
            Some(before) if before.is_uppercase() => {
                letters.peek().is_some_and(|next| next.is_lowercase())
            }
            Some(_) => true,
        };
        if letter.is_uppercase() && begins {
            snake.push('_');
        }
        snake.extend(letter.to_lowercase());
        before = Some(letter);
    }
    snake
}

/// Functions that SQL has of this name, which would be taken instead.
const TAKEN: &[&str] = &["cosine_distance"];

/// The name of a loss as a function: that of its type in snake case, and where SQL has one of that name, `_loss` behind it.
#[must_use]
pub fn function_name(loss: &str) -> String {
    let name = snake_case(loss);
    match TAKEN.contains(&name.as_str()) {
        true => name + "_loss",
        false => name,
    }
}

#[cfg(test)]
mod tests {
    use super::{function_name, snake_case};

    #[test]
    fn words_are_told_apart() {
        for (name, snake) in [
            ("Huber", "huber"),
            ("HalfSquaredError", "half_squared_error"),
            ("SmoothL1", "smooth_l1"),
            ("KLDivergence", "kl_divergence"),
            ("StudentTNll", "student_t_nll"),
            ("L2Loss", "l2_loss"),
            ("already_snake", "already_snake"),
        ] {
            assert_eq!(snake_case(name), snake);
        }
    }

    #[test]
    fn a_name_that_is_taken_is_told_apart() {
        assert_eq!(function_name("Huber"), "huber");
        assert_eq!(function_name("CosineDistance"), "cosine_distance_loss");
    }
}
