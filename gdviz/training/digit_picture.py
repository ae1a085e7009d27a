"""What a network is given of a picture, whatever size its images have."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gdviz.core.images.centring import centred_for, fitted
from gdviz.core.images.pictures import digit_of_picture, ink_of
from gdviz.core.operations import Array
from gdviz.training.digit_reader import TrainedNetwork


def seen_by(trained: TrainedNetwork, picture: Array, *, centre: bool = True) -> NDArray[np.float32]:
    """Return the digit of a picture (h, w[, 3 or 4]) as `trained` takes it, (height, width) from 0 to 1.

    Centred as MNIST does, in a square as large as fits into the network's images; or, if not `centre`, the whole
    picture scaled into them. Raises ImageError, one sentence, if the picture is empty or shows several digits.
    """
    if not centre:
        return fitted(ink_of(picture), *trained.shape)
    return centred_for(digit_of_picture(picture), trained.shape)
