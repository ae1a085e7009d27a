"""What gdviz's speed is measured by: ratios to named peers, on this machine, in one run (`python -m benchmarks`)."""

import os

# Before NumPy is loaded: one BLAS thread, as the app runs.
for _variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[_variable] = "1"
