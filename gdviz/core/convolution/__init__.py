"""How a filter moves over pictures: where its windows lie, and two ways of computing the same sums fast."""
