//! Documentation, the table of arguments, and `EXPLAIN`.

use std::iter;

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use syn::{Attribute, Expr, ExprLit, Lit, Meta};

use super::{Emit, structure::number};
use crate::explain::{Latex, describe, domain};
use crate::graph::{Arg, Extent, Formula, Kind};
use crate::show::equation;

/// A derivative longer than this is not for reading.
const PAGE: usize = 1200;

impl Emit<'_> {
    /// A line of documentation.
    pub(super) fn line(&self, text: &str) -> TokenStream {
        quote!(#[doc = #text])
    }

    fn lines(&self, lines: &[String]) -> TokenStream {
        lines.iter().map(|line| self.line(line)).collect()
    }

    /// What the user says of an argument, or what is known of it.
    fn of(&self, index: usize) -> String {
        let docs = documentation(self.api.arg_attrs.get(index).copied().unwrap_or_default());
        let arg = &self.api.formula.args[index];
        if docs.is_empty() {
            format!("`{}`", describe(self.api.formula, arg))
        } else {
            docs
        }
    }

    /// The user's documentation stands before this. What `EXPLAIN` says follows where documentation is made, and is no
    /// burden to any other build: the condition is that of the crate that has the loss.
    pub(super) fn struct_docs(&self) -> TokenStream {
        let mut lines = Vec::new();
        if documentation(self.api.attrs).is_empty() {
            lines.push(format!("The loss `{}`.", self.plain_name()));
        }
        let source = &self.api.texts.explanation.formula;
        if !source.is_empty() {
            lines.extend([String::new(), "**Formula**".to_string()]);
            lines.extend([String::new(), "```text".to_string()]);
            lines.extend(source.lines().map(str::to_owned));
            lines.push("```".to_string());
        }
        let always = self.lines(&lines);
        let explained = self.explained();
        if explained.is_empty() {
            return always;
        }
        let (curves, explained) = (self.curves(), self.on_page(&quote!(#explained)));
        quote!(#always #curves #explained)
    }

    /// A part of the page: where documentation is made, or everywhere, if another crate shows the loss as its own.
    fn on_page(&self, text: &TokenStream) -> TokenStream {
        match self.api.also.documentation {
            true => quote!(#[doc = #text]),
            false => quote!(#[cfg_attr(doc, doc = #text)]),
        }
    }

    /// The picture, drawn by a macro of its own: where no documentation is made it is not even called.
    fn curves(&self) -> TokenStream {
        let (k, definition) = (self.k, &self.api.texts.definition);
        match definition.is_empty() {
            true => TokenStream::new(),
            false => self.on_page(&quote!(#k::loss_curves!(#definition))),
        }
    }

    /// `EXPLAIN` as Markdown.
    fn explained(&self) -> String {
        let texts = self.api.texts;
        let explanation = &texts.explanation;
        let mut page = set(&explanation.latex);
        let mut part = |title: &str, lines: Vec<String>| {
            if !lines.is_empty() {
                page.push_str(&format!(
                    "\n\n**{title}**\n\n```text\n{}\n```",
                    lines.join("\n")
                ));
            }
        };
        let derivatives = |d: &str, partials: &[(String, String)]| {
            let line = |(by, text): &(String, String)| match text.len() {
                0..PAGE => equation(&format!("{d}/{by}"), text).join("\n"),
                _ => format!("{d}/{by} fills more than a page: see EXPLAIN"),
            };
            let texts: Vec<String> = partials.iter().map(line).collect();
            // Each has names of its own.
            match texts.iter().any(|text| text.contains('\n')) {
                true => vec![texts.join("\n\n")],
                false => texts,
            }
        };
        let args = explanation.args.iter();
        let args = args.map(|(name, text)| format!("{name}: {text}")).collect();
        part("Gradient", derivatives("d", &explanation.gradient));
        part(
            "Second derivative",
            derivatives("d²", &explanation.curvature),
        );
        part("Arguments, defaults and domains", args);
        part("Kinks", explanation.kinks.clone());
        part("Range", explanation.range.clone());
        part("Rewritten for accuracy", explanation.rules.clone());
        part("Loops", explanation.schedule.clone());
        part("Cost of value and gradient", explanation.cost.clone());
        part("Kernels of their own", explanation.special.clone());
        if !texts.rust.is_empty() {
            page.push_str("\n\n<details><summary>The generated Rust</summary>\n\n```text\n");
            page.push_str(&texts.rust);
            page.push_str("\n```\n\n</details>\n");
        }
        page
    }

    pub(super) fn new_docs(&self, fallible: bool) -> TokenStream {
        let mut lines = vec![
            "With its parameters, in the order declared.".to_string(),
            String::new(),
        ];
        lines.extend(
            self.held()
                .map(|(i, arg)| format!("* `{}`: {}", arg.name, self.of(i))),
        );
        if fallible {
            lines.extend([String::new(), "# Errors".to_string()]);
            lines.push("If a parameter is outside its domain.".to_string());
        }
        self.lines(&lines)
    }

    pub(super) fn setter_docs(&self, index: usize, fallible: bool) -> TokenStream {
        let arg = &self.api.formula.args[index];
        let mut lines = vec![
            format!("The same loss with another `{}`.", arg.name),
            String::new(),
            self.of(index),
        ];
        if fallible {
            lines.extend([String::new(), "# Errors".to_string()]);
            lines.push(format!(
                "If it is outside its domain, `{}`.",
                domain(&arg.domain)
            ));
        }
        self.lines(&lines)
    }

    pub(super) fn getter_docs(&self, index: usize) -> TokenStream {
        self.line(&self.of(index))
    }

    /// What a method does, and what it takes.
    pub(super) fn method_docs(&self, what: &str) -> TokenStream {
        let mut lines = vec![what.to_string(), String::new()];
        let args = self.call.args.iter();
        lines.extend(args.map(|arg| {
            let is_label = matches!(arg.arg.kind, Kind::Index(_) | Kind::Identity);
            let form = match arg.arg.axes.len() {
                2.. if is_label => {
                    " One slice, the last axis contiguous; with two axes `Rows` too."
                }
                1 if is_label && !self.is_batch() => " `Rows`, or one slice, sample after sample.",
                _ => "",
            };
            format!("* `{}`: {}{form}", arg.arg.name, self.of(arg.index))
        }));
        lines.extend([String::new(), "# Errors".to_string()]);
        lines.push(
            "If the arguments do not fit the formula or each other; then nothing is written."
                .to_string(),
        );
        self.lines(&lines)
    }

    /// A method of the struct with options.
    pub(super) fn with_docs(&self, method: &str) -> TokenStream {
        let lines = [
            format!("[`{}::{method}`] with these options.", self.plain_name()),
            String::new(),
            "# Errors".to_string(),
            "If the arguments or the options do not fit; then nothing is written.".to_string(),
        ];
        self.lines(&lines)
    }

    /// `&Spec { name: "Huber", … }`
    pub(super) fn spec(&self) -> TokenStream {
        self.spec_of(self.api.formula)
    }

    /// The same of a formula made of this loss's.
    pub(super) fn spec_of(&self, formula: &Formula) -> TokenStream {
        let k = self.k;
        let (name, batch) = (self.plain_name(), self.is_batch());
        let args = formula.args.iter().map(|arg| self.arg(arg));
        let axes = formula
            .axes
            .iter()
            .zip(&formula.same_length)
            .map(|(name, root)| {
                let root = usize::from(root.0);
                quote!(#k::Axis { name: #name, length_of: #root })
            });
        quote! {
            &#k::Spec { name: #name, batch: #batch, args: &[#(#args),*], axes: &[#(#axes),*] }
        }
    }

    fn arg(&self, arg: &Arg) -> TokenStream {
        let k = self.k;
        let name = arg.name.trim_start_matches("r#");
        let kind = match arg.kind {
            Kind::Input => quote!(Input),
            Kind::Data => quote!(Data),
            Kind::Index(axis) => {
                let axis = usize::from(axis.0);
                quote!(Index(#axis))
            }
            Kind::Identity => quote!(Identity),
            Kind::Param => quote!(Param),
            Kind::Learnable => quote!(Learnable),
            Kind::Flag => quote!(Flag),
        };
        let axes = arg.axes.iter().map(|extent| match extent {
            Extent::Named(axis) => {
                let axis = usize::from(axis.0);
                quote!(#k::Extent::Named(#axis))
            }
            Extent::Fixed(n) => {
                let n = *n as usize;
                quote!(#k::Extent::Fixed(#n))
            }
        });
        let axes = (!arg.axes.is_empty()).then(|| quote!(.axes(&[#(#axes),*])));
        let default = arg.default.map(|x| {
            let x = number(k, x);
            quote!(.default(#x))
        });
        let mut domain = quote!(#k::Domain::ALL);
        if let Some(bound) = arg.domain.low {
            let (at, included) = (number(k, bound.at), bound.included);
            domain.extend(quote!(.from(#at, #included)));
        }
        if let Some(bound) = arg.domain.high {
            let (at, included) = (number(k, bound.at), bound.included);
            domain.extend(quote!(.to(#at, #included)));
        }
        let domain = (!arg.domain.is_everything()).then(|| quote!(.domain(#domain)));
        quote!(#k::Arg::new(#name, #k::Kind::#kind) #axes #default #domain)
    }

    /// `Explain { … }`
    pub(super) fn explain(&self) -> TokenStream {
        let k = self.k;
        let texts = self.api.texts;
        let explanation = &texts.explanation;
        let pairs = |pairs: &[(String, String)]| {
            let pairs = pairs.iter().map(|(by, text)| quote!((#by, #text)));
            quote!(&[#(#pairs),*])
        };
        let list = |lines: &[String]| quote!(&[#(#lines),*]);
        let docs = documentation(self.api.attrs);
        let summary = docs.lines().next().unwrap_or_default();
        let formula = &explanation.formula;
        let definition = Literal::string(&texts.definition);
        let gradient = pairs(&explanation.gradient);
        let curvature = pairs(&explanation.curvature);
        let kinks = list(&explanation.kinks);
        let claims = list(&explanation.claims);
        let rules = list(&explanation.rules);
        let rewrites = pairs(&explanation.rewrites);
        let [range, schedule] = [&explanation.range, &explanation.schedule].map(|x| list(x));
        let latex = &explanation.latex;
        let set = Literal::string(&latex.formula);
        let (set_gradient, set_curvature) = (pairs(&latex.gradient), pairs(&latex.curvature));
        let [cost, special] = [&explanation.cost, &explanation.special].map(|x| list(x));
        let [dot, mermaid, rust] =
            [&explanation.dot, &explanation.mermaid, &texts.rust].map(|text| Literal::string(text));
        let [file, line] = match &texts.place {
            Some((file, line)) => {
                let line = Literal::usize_unsuffixed(*line);
                [quote!(#file), quote!(#line)]
            }
            None => [quote!(#k::file!()), quote!(#k::line!())],
        };
        quote! {
            #k::Explain {
                spec: <Self as #k::Loss>::SPEC,
                summary: #summary,
                formula: #formula,
                definition: #definition,
                gradient: #gradient,
                curvature: #curvature,
                kinks: #kinks,
                claims: #claims,
                rules: #rules,
                rewrites: #rewrites,
                special: #special,
                range: #range,
                schedule: #schedule,
                cost: #cost,
                latex: #k::Latex {
                    formula: #set,
                    gradient: #set_gradient,
                    curvature: #set_curvature,
                },
                dot: #dot,
                mermaid: #mermaid,
                rust: #rust,
                file: #file,
                line: #line,
            }
        }
    }
}

/// Formula and gradient in LaTeX, for pages that set it: elsewhere it is hidden, since the same stands there as text. An element
/// without empty lines, in which Markdown changes nothing.
fn set(latex: &Latex) -> String {
    let partials = latex.gradient.iter().map(|(_, text)| text);
    let lines: Vec<String> = iter::once(&latex.formula)
        .chain(partials)
        .filter(|text| !text.is_empty())
        .map(|text| {
            let text = text.replace('&', "&amp;").replace('<', "&lt;");
            format!("<p>{}</p>", text.replace('\n', " "))
        })
        .collect();
    match lines.is_empty() {
        true => String::new(),
        false => format!(
            "\n\n<div class=\"loss-latex\" hidden>\n{}\n</div>\n",
            lines.join("\n")
        ),
    }
}

/// The text of the doc comments, as one string.
pub fn documentation(attrs: &[Attribute]) -> String {
    let mut lines = Vec::new();
    for attr in attrs {
        if let Meta::NameValue(meta) = &attr.meta
            && meta.path.is_ident("doc")
            && let Expr::Lit(ExprLit {
                lit: Lit::Str(text),
                ..
            }) = &meta.value
        {
            let text = text.value();
            lines.push(text.strip_prefix(' ').unwrap_or(&text).to_string());
        }
    }
    lines.join("\n")
}
