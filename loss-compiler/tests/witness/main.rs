//! The witnesses: what the compiler makes of a formula, judged by evaluations that know nothing of the compiler.

mod big;
mod build;
mod closed;
mod compile;
mod corpus;
mod hand;
mod kinks;
mod nan;
mod passes;
mod respell;
mod stable;
mod text;
