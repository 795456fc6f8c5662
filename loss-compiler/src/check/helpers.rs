//! The helpers of a block, and those among them that would never end.

use std::collections::{BTreeMap, BTreeSet};

use super::walk;
use crate::error::{At, Errors, catalogue};
use crate::graph::Fun;
use crate::syntax::{Block, Call, ExprKind, Helper, display};

/// The helpers by name.
pub struct Helpers<'a> {
    by_name: BTreeMap<String, &'a Helper>,
    /// Those of which an error was reported already.
    broken: BTreeSet<String>,
    /// Whether there are items that could not be read.
    pub may_be_more: bool,
}

impl<'a> Helpers<'a> {
    /// Checks the names and calls of the helpers.
    pub fn check(block: &'a Block, errors: &mut Errors) -> Helpers<'a> {
        let mut helpers = Helpers {
            by_name: BTreeMap::new(),
            broken: BTreeSet::new(),
            may_be_more: block.lacks_items,
        };
        for helper in &block.helpers {
            let name = display(&helper.name);
            let at = At::from(&helper.name);
            if super::builtin::find(&name).is_some() || Fun::named(&name).is_some() {
                errors.report(
                    at,
                    &catalogue::RESERVED_NAME,
                    &[&name, &"is a function of the language"],
                );
                continue;
            }
            if helpers.by_name.contains_key(&name) {
                errors.report(at, &catalogue::DUPLICATE_NAME, &[&"the helper", &name]);
                continue;
            }
            for param in &helper.params {
                let param_name = display(param);
                if super::is_constant_name(&param_name) {
                    let fill: [&dyn std::fmt::Display; 2] = [&param_name, &"is a constant"];
                    errors.report(At::from(param), &catalogue::RESERVED_NAME, &fill);
                }
            }
            if helper.broken {
                helpers.broken.insert(name.clone());
            }
            helpers.by_name.insert(name, helper);
        }
        helpers.refuse_circles(errors);
        helpers
    }

    /// The helper of a name.
    pub fn find(&self, name: &str) -> Option<&'a Helper> {
        self.by_name.get(name).copied()
    }
    /// Whether an error of it was reported, so that its calls are none.
    pub fn is_broken(&self, name: &str) -> bool {
        self.broken.contains(name)
    }
    /// All names.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.by_name.keys().map(String::as_str)
    }

    fn refuse_circles(&mut self, errors: &mut Errors) {
        let calls: BTreeMap<&str, Vec<&Call>> = self
            .by_name
            .iter()
            .map(|(name, helper)| (name.as_str(), self.calls_in(helper)))
            .collect();
        let mut circular = Vec::new();
        for (&name, own) in &calls {
            // The first call through which `name` comes back to itself.
            let Some(call) = own
                .iter()
                .find(|call| reaches(&calls, &display(&call.name), name))
            else {
                continue;
            };
            let called = display(&call.name);
            let through = if called == name {
                String::new()
            } else {
                format!(" through `{called}`")
            };
            errors.report(
                At::from(&call.name),
                &catalogue::RECURSION,
                &[&name, &through],
            );
            circular.push(name.to_owned());
        }
        self.broken.extend(circular);
    }

    fn calls_in(&self, helper: &'a Helper) -> Vec<&'a Call> {
        let mut calls = Vec::new();
        walk::body(&helper.body, &mut |expr| {
            if let ExprKind::Call(call) = &expr.kind
                && self.by_name.contains_key(&display(&call.name))
            {
                calls.push(&**call);
            }
        });
        calls
    }
}

fn reaches(calls: &BTreeMap<&str, Vec<&Call>>, from: &str, to: &str) -> bool {
    let mut seen = BTreeSet::new();
    let mut open = vec![from.to_owned()];
    while let Some(name) = open.pop() {
        if name == to {
            return true;
        }
        if seen.insert(name.clone())
            && let Some(calls) = calls.get(name.as_str())
        {
            open.extend(calls.iter().map(|call| display(&call.name)));
        }
    }
    false
}
