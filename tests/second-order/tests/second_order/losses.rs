// One of each kind: the compiler's own test has every loss, as a graph.
all! { products, Product: Huber; Focal; GaussianNll; SparseCrossEntropy (SparseCrossEntropy::new(0.75, 0.125)); Triplet; CompleteIou; MultiMargin; }
all! { diagonals, Diagonal: SparseCrossEntropy (SparseCrossEntropy::new(0.75, 0.125)); CrossEntropy; Triplet; }
all! { params, Param: Huber; Tweedie; Triplet; CategoricalFocal; MultiMargin; }
