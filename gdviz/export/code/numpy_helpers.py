"""Small functions that programs in plain NumPy define where a layer needs them."""

from __future__ import annotations

SIGMOID = '''
def sigmoid(z):
    """Return 1 / (1 + exp(-z)), written so that nothing overflows."""
    return 0.5 * (1 + np.tanh(0.5 * z))
'''
SOFTMAX = '''
def softmax(z):
    """Return exp(z) / sum of exp(z) for each row; the largest is taken off first, so that nothing overflows."""
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)
'''
LOG_SOFTMAX = '''
def log_softmax(z):
    """Return log(softmax(z)), which stays a number where a probability rounds to 0."""
    z = z - z.max(axis=1, keepdims=True)
    return z - np.log(np.exp(z).sum(axis=1, keepdims=True))
'''
BELL = '''
def bell(z):
    """Return P(Z <= z) of a standard normal Z, and its slope."""
    from math import erf

    p = (1 + np.vectorize(erf, otypes=[z.dtype])(z / 2**0.5)) / 2
    return p, np.exp(-(z**2) / 2) / (2 * np.pi) ** 0.5
'''
BELL_BY_TANH = '''
def bell_by_tanh(z):
    """Return about P(Z <= z) of a standard normal Z, and its slope: Hendrycks and Gimpel's approximation by tanh."""
    c = (2 / np.pi) ** 0.5
    t = np.tanh(c * (z + 0.044715 * z**3))
    return (1 + t) / 2, (1 - t**2) / 2 * c * (1 + 3 * 0.044715 * z**2)
'''
DROPOUT = '''
def dropout_mask(rate, shape, place, step):
    """Return 0 for what is left out and 1 / (1 - rate) for the rest: it depends on seed, step and layer alone."""
    rng = np.random.Generator(np.random.Philox(SEED, counter=[0, 0, place, step]))
    drawn = np.moveaxis(rng.random((*shape[1:], shape[0]), np.float32), -1, 0)
    return (drawn >= np.float32(rate)).astype(np.DTYPE) / (1 - rate)
'''
PLACES = '''
def places(u, v, y, strides):
    """Return what place (u, v) of a window sees while it moves over pictures, one for each place of the answers y."""
    (down, right), (height, width) = strides, y.shape[1:3]
    return np.s_[:, u : u + down * height : down, v : v + right * width : right]


def empty_answers(x, size, strides, channels):
    """Return 0 for each place of a window of this size that moves over the pictures x (m, height, width, channels)."""
    height, width = (x.shape[1] - size[0]) // strides[0] + 1, (x.shape[2] - size[1]) // strides[1] + 1
    return np.zeros((len(x), height, width, channels), x.dtype)
'''
CONVOLVE = '''
def convolve(x, W, b, strides=(1, 1)):
    """Move the filters W (rows, columns, channels, filters) over the pictures x (m, height, width, channels)."""
    z = empty_answers(x, W.shape[:2], strides, len(b)) + b
    for u, v in np.ndindex(W.shape[:2]):
        z += x[places(u, v, z, strides)] @ W[u, v]
    return z


def convolve_backward(x, W, dz, strides=(1, 1)):
    """Return the slopes by W, b and x."""
    dW, dx = np.zeros_like(W), np.zeros_like(x)
    for u, v in np.ndindex(W.shape[:2]):
        seen = places(u, v, dz, strides)
        dW[u, v] = np.tensordot(x[seen], dz, axes=([0, 1, 2], [0, 1, 2]))
        dx[seen] += dz @ W[u, v].T
    return dW, dz.sum(axis=(0, 1, 2)), dx
'''
MAX_POOL = '''
def max_pool(x, size, strides):
    """Return the largest number of each window."""
    y = empty_answers(x, size, strides, x.shape[3]) - np.inf
    for u, v in np.ndindex(size):
        y = np.maximum(y, x[places(u, v, y, strides)])
    return y


def max_pool_backward(x, y, dy, size, strides):
    """Hand each slope on to where the largest number was; of several equal ones to the first."""
    dx, rest = np.zeros_like(x), dy.copy()
    for u, v in np.ndindex(size):
        seen = places(u, v, y, strides)
        share = rest * (x[seen] == y)
        dx[seen] += share
        rest -= share
    return dx
'''
MEAN_POOL = '''
def mean_pool(x, size, strides):
    """Return the mean of each window."""
    y = empty_answers(x, size, strides, x.shape[3])
    for u, v in np.ndindex(size):
        y += x[places(u, v, y, strides)] / np.prod(size)
    return y


def mean_pool_backward(x, dy, size, strides):
    """Hand each slope on to all places of its window, in equal shares."""
    dx = np.zeros_like(x)
    for u, v in np.ndindex(size):
        dx[places(u, v, dy, strides)] += dy / np.prod(size)
    return dx
'''
# by the name that a program calls, in the order in which they are defined
HELPERS = {
    "sigmoid": SIGMOID, "softmax": SOFTMAX, "log_softmax": LOG_SOFTMAX, "bell": BELL,
    "bell_by_tanh": BELL_BY_TANH, "dropout_mask": DROPOUT,
    "places": PLACES, "convolve": CONVOLVE, "max_pool": MAX_POOL, "mean_pool": MEAN_POOL,
}  # fmt: skip


def helpers_for(code: str, *, dtype: str) -> list[str]:
    """Return the functions that `code` calls."""
    used = [name for name in HELPERS if f"{name}(" in code and not (name == "softmax" and not _calls(code, name))]
    windows = {"convolve", "max_pool", "mean_pool"} & set(used)
    names = [name for name in HELPERS if name in used or (name == "places" and windows)]
    return [HELPERS[name].strip().replace("DTYPE", dtype) for name in names]


def _calls(code: str, name: str) -> bool:
    return f" {name}(" in code or f"({name}(" in code
