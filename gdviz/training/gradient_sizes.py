"""How large the gradient is in each layer while a network learns: where it vanishes, a layer stops learning."""

from __future__ import annotations

import numpy as np

from gdviz.core.fitting.batch_objective import Batch
from gdviz.core.fitting.examples import Examples
from gdviz.core.images import ImageSet
from gdviz.core.models.network import Network
from gdviz.core.operations import Array
from gdviz.training.digit_inside import weight_names
from gdviz.training.digits_recipe import GREY, loss, with_channel

PROBE = 64  # images: always the same, so that what changes is the network


class GradientSizes:
    """sqrt(mean (dL/dW)^2) of each layer's weights, of the loss over the first images of a set."""

    def __init__(self, network: Network, images: ImageSet) -> None:
        n = min(PROBE, images.n)
        self.names = weight_names(network)
        examples = Examples(network, loss(), with_channel(images.images[:n]), images.labels[:n], scale=GREY)
        self._batch = Batch(network, loss(), examples, n, training=False)
        self._batch.block(0)
        self._slopes = [network.parameters.gradient[name] for name in self.names]

    def measure(self) -> Array:
        """Return the sizes (layers,); the network's gradient is overwritten, which the next step does anyway."""
        self._batch.tape.value_and_gradient()
        return np.array([np.sqrt(np.mean(np.square(slope), dtype=np.float64)) for slope in self._slopes])
