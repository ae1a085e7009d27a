"""How much of a straight line there is between each two columns."""

from __future__ import annotations

import numpy as np

from gdviz.core.operations import Array


def correlations(columns: Array) -> Array:
    """Return r (d, d) of columns (n, d), with c = x - mean: r_ij = sum c_i c_j / sqrt(sum c_i^2 sum c_j^2).

    Pearson 1895. 1 is a rising line, -1 a falling one, 0 neither. Of a column that never changes it is NaN, with
    itself too. Rows with a NaN are left out.

    Raises ValueError on anything but a matrix, and where fewer than two whole rows are left.
    """
    columns = np.asarray(columns, np.float64)
    if columns.ndim != 2:
        raise ValueError(f"columns must be (n, d); got {columns.shape}")
    columns = columns[np.isfinite(columns).all(axis=1)]
    if len(columns) < 2:
        raise ValueError(f"columns must have at least 2 rows without gaps; got {len(columns)}")
    off = columns - columns.mean(axis=0)
    reach = np.abs(off).max(axis=0)
    constant = reach <= 1e-13 * np.abs(columns).max(axis=0)
    off = off / np.where(constant, 1.0, reach)  # squares of large numbers leave the numbers
    length = np.sqrt((off * off).sum(axis=0))
    off = off / np.where(constant, np.nan, length)
    return np.asarray(np.clip(off.T @ off, -1.0, 1.0))
