"""What gdviz needs of a machine, asked without Qt, so that it can be said when Qt itself cannot start."""
