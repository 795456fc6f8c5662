//! Errors of a loss, as they are said of a table: by value instead of by an index that no user of a query knows.

use datafusion_common::DataFusionError;
use loss_core::{Error, spec::Domain};

/// What was wrong with rows.
pub(crate) fn of_rows(function: &str, error: &Error) -> DataFusionError {
    let what = match error {
        Error::Value {
            argument,
            value,
            domain,
            ..
        } => {
            let outside = match *domain == Domain::ALL {
                true => "which no calculation can use".to_owned(),
                false => format!("outside its domain {domain}"),
            };
            let leave = match value.is_nan() {
                true => format!("NOT isnan({argument})"),
                false => "…".to_owned(),
            };
            format!(
                "`{argument}` is {value:?} in a row, {outside}: leave such rows out with FILTER (WHERE {leave})"
            )
        }
        Error::Label {
            argument,
            label,
            classes,
            ..
        } => format!(
            "`{argument}` is {label} in a row, but the classes are 0..{classes}: leave such rows out with FILTER (WHERE {argument} <> {label})"
        ),
        Error::Weight { value, .. } => format!(
            "the weight is {value:?} in a row, but must be finite and not negative; 0 leaves a row out"
        ),
        other => other.to_string(),
    };
    DataFusionError::Execution(format!("{function}: {what}"))
}

/// What was wrong with the arguments of a query.
pub(crate) fn of_plan(function: &str, what: impl std::fmt::Display) -> DataFusionError {
    DataFusionError::Plan(format!("{function}: {what}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_told_by_their_values() {
        let text = |error| of_rows("f", &error).to_string();
        let value = |value, domain| Error::Value {
            argument: "p",
            index: 3,
            value,
            domain,
        };
        assert_eq!(
            text(value(f64::NAN, Domain::ALL)),
            "Execution error: f: `p` is NaN in a row, which no calculation can use: leave such rows out with FILTER (WHERE NOT isnan(p))"
        );
        let text = text(value(2.0, Domain::ALL.to(1.0, true)));
        assert!(
            text.contains("`p` is 2.0 in a row, outside its domain ..=1.0"),
            "{text}"
        );
    }
}
