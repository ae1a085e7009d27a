"""The normal distribution function, which NumPy does not have, as a list of NumPy calls."""

from __future__ import annotations

from functools import partial
from math import pi, sqrt

import numpy as np
from numpy.polynomial.chebyshev import cheb2poly

from gdviz.core.operations import Array, Operation, constant

# (1 + 2 u) exp(u^2) erfc(u) for all u >= 0 in Chebyshev polynomials of t = (u - 2.5) / (u + 2.5), which is in [-1, 1):
# its values at 80 Chebyshev nodes, in 60 digits, transformed. The first 25 leave out less than 10^-16.
CHEBYSHEV = (
    1.1771189339755783, 0.01421274082732332, -0.10037710257743795, 0.04838422197495771,
    -0.012607425531069104, 0.0016421555334706595, 5.2927052289800504e-05, -5.106088378409827e-05,
    2.371428558502003e-06, 1.5839410905182581e-06, -1.2483958211750847e-07, -6.04565732133604e-08,
    4.0925941245210135e-09, 2.7374094237187243e-09, -4.5886933716003754e-11, -1.3187750369729465e-10,
    -8.268090806120331e-12, 5.9379251241790284e-12, 1.0596357288540177e-12, -1.9892259921437068e-13,
    -8.474653109110965e-14, -2.518334370165359e-16, 4.974971993791419e-15, 7.988345428790131e-16,
    -1.7595071895658445e-16,
)  # fmt: skip
MIDDLE = 2.5
FAR = 40.0  # beyond it nothing is left: Phi(-40) is below the smallest number
TERMS = {np.dtype(np.float32): 12}  # what 24 bits can tell; all of them for float64


def write_distribution(z: Array, p: Array) -> list[Operation]:
    """Write down p = Phi(z) = (1 + erf(z / sqrt 2)) / 2, within 3 10^-16 in float64, and exact in proportion far left.

    Phi(-|z|) = erfc(u) / 2 with u = |z| / sqrt 2, and Phi(|z|) = 1 - Phi(-|z|). erfc is bell, fraction and polynomial:
    exp(-u^2) P(t) / (1 + 2 u). A ratio as t for all of u >= 0: Schonfelder 1978, Mathematics of Computation 32.
    """
    dtype = z.dtype
    u, t, right = np.empty_like(p), np.empty_like(p), np.empty_like(p, bool)
    one, root = constant(1.0, dtype), constant(sqrt(0.5), dtype)
    *lower, highest = cheb2poly(CHEBYSHEV[: TERMS.get(dtype, len(CHEBYSHEV))]).tolist()
    operations: list[Operation] = [
        (np.absolute, (z, u)),
        (partial(np.minimum, out=u), (u, constant(FAR, dtype))),
        (np.multiply, (u, root, u)),
        (np.add, (u, constant(MIDDLE, dtype), p)),
        (np.subtract, (u, constant(MIDDLE, dtype), t)),
        (np.divide, (t, p, t)),
        (np.multiply, (t, constant(highest, dtype), p)),
    ]
    for coefficient in reversed(lower[1:]):
        operations += [(np.add, (p, constant(coefficient, dtype), p)), (np.multiply, (p, t, p))]
    operations += [
        (np.add, (p, constant(lower[0], dtype), p)),
        (np.multiply, (u, u, t)),
        (np.negative, (t, t)),
        (np.exp, (t, t)),
        (np.multiply, (p, t, p)),
        (np.add, (u, u, u)),
        (np.add, (u, one, u)),
        (np.divide, (p, u, p)),
        (np.multiply, (p, constant(0.5, dtype), p)),
        (np.greater, (z, constant(0.0, dtype), right)),
        (partial(np.subtract, where=right), (one, p, p)),
    ]
    return operations


def write_density(z: Array, p: Array) -> list[Operation]:
    """Write down p = phi(z) = exp(-z^2 / 2) / sqrt(2 pi), the slope of Phi."""
    return [
        (np.absolute, (z, p)),
        (partial(np.minimum, out=p), (p, constant(FAR, z.dtype))),
        (np.multiply, (p, p, p)),
        (np.multiply, (p, constant(-0.5, z.dtype), p)),
        (np.exp, (p, p)),
        (np.multiply, (p, constant(1 / sqrt(2 * pi), z.dtype), p)),
    ]
