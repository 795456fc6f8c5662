//! The arbitrary-precision functions against known values (mpmath 1.3, 40 digits and more), and those of `f64` against
//! them.

use loss_compiler::graph::ArgId;
use loss_compiler::interpret::{Env, Number, gradient};

use crate::big::Big;
use crate::text;

#[test]
fn functions_agree_with_known_values() {
    let near = |x: Big, y: f64| {
        let x = x.to_f64();
        assert!(
            (x - y).abs() <= f64::EPSILON * y.abs(),
            "{x:e} is not {y:e}"
        );
    };
    near(Big::of(1e-200).erf(), 1.1283791670955125e-200);
    near(Big::of(1e-9).erf(), 1.1283791670955127e-09);
    near(Big::of(0.3).erf(), 0.3286267594591274);
    near(Big::of(2.9).erf(), 0.9999589021219005);
    near(Big::of(-0.7).erf(), -0.6778011938374184);
    near(Big::of(1e-200).exp_m1(), 1e-200);
    near(Big::of(1e-9).exp_m1(), 1.0000000005000001e-09);
    near(Big::of(0.3).exp_m1(), 0.3498588075760031);
    near(Big::of(2.9).exp_m1(), 17.17414536944306);
    near(Big::of(-0.7).exp_m1(), -0.5034146962085905);
    near(Big::of(1e-200).ln_1p(), 1e-200);
    near(Big::of(1e-9).ln_1p(), 9.999999995e-10);
    near(Big::of(0.3).ln_1p(), 0.26236426446749106);
    near(Big::of(2.9).ln_1p(), 1.3609765531356006);
    near(Big::of(-0.7).ln_1p(), -1.203972804325936);
    near(Big::of(1e-200).tanh(), 1e-200);
    near(Big::of(1e-9).tanh(), 1e-09);
    near(Big::of(0.3).tanh(), 0.2913126124515909);
    near(Big::of(2.9).tanh(), 0.9939631673505831);
    near(Big::of(-0.7).tanh(), -0.6043677771171635);
    near(Big::of(1e-200).sinh(), 1e-200);
    near(Big::of(1e-9).sinh(), 1e-09);
    near(Big::of(0.3).sinh(), 0.3045202934471426);
    near(Big::of(2.9).sinh(), 9.059561074693326);
    near(Big::of(-0.7).sinh(), -0.7585837018395335);
    near(Big::of(1e-200).atan(), 1e-200);
    near(Big::of(1e-9).atan(), 1e-09);
    near(Big::of(0.3).atan(), 0.2914567944778671);
    near(Big::of(2.9).atan(), 1.2387368592520112);
    near(Big::of(-0.7).atan(), -0.6107259643892086);
    near(Big::of(1e-200).sin(), 1e-200);
    near(Big::of(1e-9).sin(), 1e-09);
    near(Big::of(0.3).sin(), 0.29552020666133955);
    near(Big::of(2.9).sin(), 0.23924932921398243);
    near(Big::of(-0.7).sin(), -0.644217687237691);
    near(Big::of(1e-9).lgamma(), 20.723265836369194);
    near(Big::of(-1e-3).lgamma(), 6.908333317515028);
    near(Big::of(0.4).lgamma(), 0.7966778177017837);
    near(Big::of(2.4).lgamma(), 0.21685932244884157);
    near(Big::of(170.25).lgamma(), 702.7206616776805);
    near(Big::of(-6.3).lgamma(), -5.791227281672506);
    near(Big::of(0.01).polygamma(0), -100.56088545786868);
    near(Big::of(3.2).polygamma(0), 0.9988388912865996);
    near(Big::of(90.0).polygamma(0), 4.494243826835872);
    near(Big::of(-0.3).polygamma(0), 2.113309779635399);
    near(Big::of(-2.6).polygamma(0), 0.1148975066969342);
    near(Big::of(0.01).polygamma(1), 10001.621213528313);
    near(Big::of(3.2).polygamma(1), 0.3663211907314008);
    near(Big::of(90.0).polygamma(1), 0.011173068124213722);
    near(Big::of(-0.3).polygamma(1), 13.945160267805722);
    near(Big::of(-2.6).polygamma(1), 10.591688362390217);
    near(Big::of(0.01).polygamma(2), -2000002.340398677);
    near(Big::of(3.2).polygamma(2), -0.1328000068031312);
    near(Big::of(90.0).polygamma(2), -0.0001248361527118794);
    near(Big::of(-0.3).polygamma(2), 67.63908119988317);
    near(Big::of(-2.6).polygamma(2), -22.377796580409246);
    near(Big::of(0.01).polygamma(3), 600000006.2510618);
    near(Big::of(3.2).polygamma(3), 0.0953463004453601);
    near(Big::of(90.0).polygamma(3), 2.7895476429005616e-06);
    near(Big::of(-0.3).polygamma(3), 766.6198904191685);
    near(Big::of(-2.6).polygamma(3), 283.53838059773574);
    near(Big::of(0.01).polygamma(4), -240000000023.7009);
    near(Big::of(3.2).polygamma(4), -0.10174525197078321);
    near(Big::of(90.0).polygamma(4), -9.350049984097069e-08);
    near(Big::of(-0.3).polygamma(4), 9731.83495623352);
    near(Big::of(-2.6).polygamma(4), -2037.458483014219);
    near(Big::of(5e-324), 5e-324);
    near(Big::of(0.1).pow(&Big::of(-300.5)), 3.1622776601683265e+300);
}

/// The f64 functions of the library against these, which share only their formulas.
#[test]
fn functions_in_f64_err_by_less_than_1e_14() {
    let near = |name: &str, at: f64, x: f64, y: Big| {
        let y = y.to_f64();
        assert!(
            (x - y).abs() <= 1e-14 * y.abs(),
            "{name}({at}): {x:e} is not {y:e}"
        );
    };
    for i in 1..200 {
        let x = f64::from(i) * 0.0731;
        let big = Big::of(x);
        near("erf", x, Number::erf(&x), big.erf());
        near("lgamma", x, Number::lgamma(&x), big.lgamma());
        for n in 1..4 {
            near("polygamma", x, x.polygamma(n), big.polygamma(n));
        }
        // Digamma has a zero near 1.46, where only its absolute error can be small.
        let error = x.polygamma(0) - big.polygamma(0).to_f64();
        assert!(error.abs() <= 4e-15 * (1.0 + x.recip()), "digamma({x})");
    }
}

/// A graph holds the `f64` nearest to it.
#[test]
fn a_formula_that_says_pi_means_it() {
    let value = |body: &str| {
        let formula = text::formula(&format!("pub loss Form(x: input) {{ {body} }}"));
        let env = Env::new(&formula.args).real(ArgId(0), [Big::of(1.0)]);
        gradient(&formula.graph, formula.value, &env).expect("everything is bound")
    };
    for zero in [
        "sin(PI * x)",
        "cos(x * -PI / 2)",
        "sin(pow(x * 2 / PI, -1) * 2)",
        "4 / (PI * PI) * atan(x) * atan(x) - x / 4",
        "ln(x * E) - 1",
    ] {
        let size = value(zero).0.abs().to_f64();
        assert!(size < 1e-70, "{zero} is {size:e}");
    }
    let slope = value("sin(PI * x)").1[&ArgId(0)][0].clone();
    assert!(slope.add(&Big::circle()).is(0.0));
}
