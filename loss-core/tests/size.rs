//! A program has nothing of an `EXPLAIN` that it does not use: this one reads itself. Unoptimised, it is the harder case: no later
//! pass throws away what the compiler has put in.

use loss_core::Explain;

loss_core::loss! {
    /// Calls everything but `EXPLAIN`.
    #[specialise(width = 2.0)]
    pub loss Silent(prediction: input, target: data, width: param = 1.0 in 0.0<..) {
        let silently = (prediction - target) / width;
        ln(1 + silently * silently) * 7.0625
    }

    /// Is asked for it.
    pub loss Spoken(prediction: input, target: data, width: param = 1.0 in 0.0<..) {
        let loudly = (prediction - target) / width;
        ln(1 + loudly * loudly) * 7.0625
    }
}

fn count(program: &[u8], text: &str) -> usize {
    let text = text.as_bytes();
    program
        .windows(text.len())
        .filter(|part| part == &text)
        .count()
}

/// Texts of each part of `EXPLAIN`, of the loss whose variable this is. They are put together here, so that they are not in the
/// program on account of this test.
fn texts(variable: &str) -> [String; 4] {
    let times = " * ";
    [
        format!("ln(1 + {variable}{times}{variable})"),
        format!("let {variable} = (prediction - target) / width;"),
        format!("let {variable} = difference / c::<V>(t, self.width);"),
        format!("ln_1p({variable}{times}{variable})"),
    ]
}

#[test]
fn what_is_not_asked_for_is_not_there() -> Result<(), loss_core::Error> {
    let (prediction, target) = ([1.0_f32, 2.0], [0.0; 2]);
    let loss = Silent::new(2.0)?;
    let (cost, mut gradient) = loss.value_and_grad(&prediction, &target)?;
    let mut curvature = [0.0; 2];
    loss.derivatives_into(&prediction, &target, &mut gradient, &mut curvature)?;
    assert_eq!(cost, loss.checked().value(&prediction, &target)?);
    assert!(
        loss.value(&prediction, &[0.0])
            .unwrap_err()
            .to_string()
            .contains("target")
    );

    let explain: &Explain = std::hint::black_box(&Spoken::EXPLAIN);
    let said = format!("{explain}{}", explain.rust);
    let path = std::env::current_exe().expect("the program");
    let program = std::fs::read(path).expect("its bytes");
    for text in texts("loudly") {
        assert!(
            said.contains(&text),
            "EXPLAIN does not say `{text}`: {said}"
        );
        assert!(
            count(&program, &text) > 0,
            "no `{text}`, so that this test shows nothing"
        );
    }
    for text in texts("silently") {
        assert_eq!(
            count(&program, &text),
            0,
            "`{text}` is in a program that does not ask for it"
        );
    }
    Ok(())
}
