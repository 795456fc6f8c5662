//! Parameters by position.

use loss_core::losses::{Dice, Huber, InfoNce, SparseCrossEntropy};
use loss_core::params::set;
use loss_core::{Error, Loss};

#[test]
fn every_kind_can_be_set() {
    assert_eq!(set(Huber::default(), 2, 0.5), Huber::new(0.5));
    let weights = [1.0, 2.0, 0.0];
    let of_classes = set(SparseCrossEntropy::default(), 2, weights).unwrap();
    assert_eq!(
        Ok(&of_classes),
        SparseCrossEntropy::default()
            .with_class_weight(weights)
            .as_ref()
    );
    let of_all = set(of_classes, 2, 2.0);
    assert_eq!(of_all, SparseCrossEntropy::default().with_class_weight(2.0));
    let learnable = position::<InfoNce>("temperature");
    assert_eq!(set(InfoNce::default(), learnable, 0.5), InfoNce::new(0.5));
    let flag = position::<Dice>("squared");
    let squared = Dice::default().with_squared(true);
    assert_eq!(set(Dice::default(), flag, 1.0), Ok(squared));
    assert_eq!(set(squared, flag, 0.0), Ok(Dice::default()));
}

#[test]
fn what_is_no_value_is_refused() {
    assert!(matches!(
        set(Huber::default(), 9, 1.0),
        Err(Error::NoParam { argument: None, .. })
    ));
    let several = set(Huber::default(), 2, [1.0, 2.0]);
    assert!(matches!(several, Err(Error::OneNumber { found: 2, .. })));
    let flag = position::<Dice>("squared");
    let half = set(Dice::default(), flag, 0.5);
    assert!(matches!(half, Err(Error::Param { .. })));
    let negative = set(SparseCrossEntropy::default(), 2, [1.0, -1.0]);
    assert!(matches!(negative, Err(Error::Param { class: Some(1), .. })));
    let none = set(SparseCrossEntropy::default(), 2, []);
    assert!(matches!(none, Err(Error::NoClasses { .. })));
}

fn position<L: Loss>(name: &str) -> usize {
    let found = L::SPEC.args.iter().position(|arg| arg.name == name);
    found.unwrap_or(usize::MAX)
}
