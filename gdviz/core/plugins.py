"""What other packages add: methods, models, data sets, losses, metrics, layers, activations, initializers."""

from __future__ import annotations

from gdviz.core.activations import ACTIVATIONS
from gdviz.core.datasets import DATASETS
from gdviz.core.initializers import INITIALIZERS
from gdviz.core.layers import LAYERS
from gdviz.core.losses import LOSSES
from gdviz.core.methods import METHODS
from gdviz.core.metrics import METRICS
from gdviz.core.models import MODELS
from gdviz.core.registry import Registry

REGISTRIES: tuple[Registry[type], ...] = (
    METHODS, MODELS, DATASETS, LOSSES, METRICS, ACTIVATIONS, LAYERS, INITIALIZERS,
)  # fmt: skip


def load_plugins() -> dict[str, str]:
    """Load every entry point of the groups "gdviz.methods", "gdviz.models", ...; return those that failed, and why."""
    failures: dict[str, str] = {}
    for registry in REGISTRIES:
        registry.load_entry_points()
        failures.update(registry.failures)
    return failures
