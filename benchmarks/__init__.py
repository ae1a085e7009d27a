"""What gdviz's speed is measured by: ratios to named peers, on this machine, in one run (`python -m benchmarks`)."""
