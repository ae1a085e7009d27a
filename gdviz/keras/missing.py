"""Names of Keras that gdviz does not have: whoever imports one is told what there is instead."""

from __future__ import annotations

from functools import partial
from types import ModuleType
from typing import NoReturn

from gdviz.system.nearest import nearest

_BY_EPOCH = "callbacks.LearningRateScheduler sets it before each epoch"
_LOGS = "fit returns the history, and LambdaCallback(on_epoch_end=...) is told the figures of each epoch"
_WHOLE = "with pool_size of the whole picture, and Flatten behind it"

INSTEAD = {
    "Adamax": "take Adam",
    "Add": "Concatenate joins layers",
    "CSVLogger": _LOGS,
    "CosineDecayRestarts": f"take CosineDecay, or {_BY_EPOCH}",
    "Ftrl": "take Adagrad",
    "GaussianNoise": "take Dropout",
    "GlobalAveragePooling2D": f"take AveragePooling2D {_WHOLE}",
    "GlobalMaxPooling2D": f"take MaxPooling2D {_WHOLE}",
    "InverseTimeDecay": f"take ExponentialDecay, or {_BY_EPOCH}",
    "Lion": "take AdamW",
    "Normalization": "take BatchNormalization, or hand (x - mean) / deviation to fit",
    "PReLU": "take LeakyReLU",
    "PiecewiseConstantDecay": f"take ExponentialDecay with staircase=True, or {_BY_EPOCH}",
    "PolynomialDecay": f"take ExponentialDecay, or {_BY_EPOCH}",
    "ReduceLROnPlateau": f"take a schedule as ExponentialDecay of optimizers.schedules, or {_BY_EPOCH}",
    "Rescaling": "hand the numbers to fit as they should be, such as x / 255",
    "SpatialDropout2D": "take Dropout",
    "TensorBoard": _LOGS,
    "TruncatedNormal": "take RandomNormal",
    "VarianceScaling": "take GlorotUniform, HeNormal or LecunNormal",
    "clone_model": "make it by the same calls, then new.set_weights(model.get_weights()) if it is to begin alike",
    "model_from_json": "model.save(...) writes all of a model, and load_model reads it",
    "plot_model": "model.summary() shows the layers",
}


def tell_of_missing_names(*modules: ModuleType) -> None:
    """Let these modules answer a name that they do not have with one sentence."""
    for module in modules:
        module.__dict__["__getattr__"] = partial(_missing, module)


def _missing(module: ModuleType, name: str) -> NoReturn:
    """Raise ImportError for a name as Keras has them, AttributeError for another.

    `from module import name` hides what an AttributeError says. But who looks through all modules for a name, as pickle
    does for functions, expects one.
    """
    asked = name in INSTEAD or name[:1].isupper()
    if name.startswith("_"):
        raise AttributeError(f"module {module.__name__!r} has no attribute {name!r}")
    sentence = f"{module.__name__} has no {name}: {_instead(module, name)}"
    raise ImportError(sentence, name=module.__name__) if asked else AttributeError(sentence, name=name, obj=module)


def _instead(module: ModuleType, name: str) -> str:
    if name in INSTEAD:
        return INSTEAD[name]
    known = names_of(module)
    near = nearest(name, known)
    return f"did you mean {near}?" if near is not None else f"it has {', '.join(known)}"


def names_of(module: ModuleType) -> list[str]:
    """Return what a module offers."""
    own = (name for name, value in vars(module).items() if getattr(value, "__module__", "") == module.__name__)
    return sorted(name for name in getattr(module, "__all__", own) if not name.startswith("_"))
