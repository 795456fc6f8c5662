loss_core::loss! {
    pub loss Open(prediction: input) { (prediction * 2 }
}
