//! The witnesses: what the compiler makes of a formula, judged by evaluations that know nothing of the compiler.

mod big;
mod build;
mod closed;
mod compile;
mod corpus;
mod exact;
mod forms;
mod hand;
mod kinks;
mod known;
mod layout;
mod naive;
mod nan;
mod passes;
mod random;
mod range;
mod respell;
mod second;
mod single;
mod specialised;
mod spelled;
mod stable;
mod tape;
mod text;
