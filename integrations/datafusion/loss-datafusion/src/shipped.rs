//! The losses that ship.

use crate::{batch::BatchFunction, functions_of, spec_of};
use datafusion_expr::AggregateUDF;
use loss_core::{losses, spec::Spec};
use std::sync::Arc;

macro_rules! shipped {
    ([$($sample:ident)*] [$($batch:ident)*]) => {
        /// The aggregates of all losses that ship.
        #[must_use]
        pub fn functions() -> Vec<Arc<AggregateUDF>> {
            let mut all = Vec::new();
            $(all.extend(functions_of::<losses::$sample>());)*
            $(all.push(Arc::new(BatchFunction::new(spec_of::<losses::$batch>()).into()));)*
            all
        }

        /// The losses themselves.
        pub(crate) fn specs() -> Vec<&'static Spec> {
            vec![$(spec_of::<losses::$sample>(),)* $(spec_of::<losses::$batch>(),)*]
        }
    };
}
include!(concat!(env!("OUT_DIR"), "/shipped.rs"));
