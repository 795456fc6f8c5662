//! Several mistakes, in several blocks: all of them are said.

loss_core::loss! {
    pub loss Power(prediction: input, target: data) {
        let r = predicton - target;
        r ^ 2
    }
}

mod inner {
    fn local() {
        loss_core::loss! {
            /// Ünïcode before the mistake: äöü.
            pub loss Kinds(a: input, b: parm = 1.0, /* ← */ c: data in 1.0..=0.0) { a * b * c }
        }
    }
}
