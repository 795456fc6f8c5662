fn main() { println!("no loss here"); }
