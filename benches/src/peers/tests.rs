//! They compute what we compute.

use super::{burn, candle};
use crate::losses;

#[test]
fn costs_agree() {
    let (mut candles, mut burns) = (0, 0);
    for entry in losses::all::<f32>() {
        let data = entry.data(4096);
        let cost = (entry.ours)(&data, &mut data.gradients());
        let close = |name: &str, other: f64| {
            let difference = (cost - other).abs() / cost.abs().max(0.01);
            assert!(
                difference < 1e-3,
                "{} {name}: {other}, not {cost}",
                entry.name
            );
            1
        };
        candles += candle::call(entry.name, &data).map_or(0, |mut call| close("candle", call()));
        burns += burn::call(entry.name, &data).map_or(0, |mut call| close("burn", call()));
    }
    assert_eq!((candles, burns), (22, 5));
}
