//! The witnesses: what the compiler makes of a formula, judged by evaluations that know nothing of the compiler.

mod big;
mod build;
mod compile;
mod corpus;
mod hand;
mod respell;
mod stable;
mod text;
