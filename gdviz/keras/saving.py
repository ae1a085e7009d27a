"""Models as files: a zip of JSON and npz, checksummed, with no pickle and nothing that is ever executed."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np

from gdviz.core.graph import Graph, Node
from gdviz.core.layers.base import Layer as CoreLayer
from gdviz.core.operations import Array
from gdviz.core.small_zip import ZipMistakeError, array_of, npy_of, unzipped, zipped
from gdviz.keras import losses, metrics, optimizers
from gdviz.keras.activations import Function
from gdviz.keras.arguments import path_of, refused, truth
from gdviz.keras.config import FLOATS
from gdviz.keras.initializers import Initializer
from gdviz.keras.layers import KINDS, Layer
from gdviz.keras.model import Model
from gdviz.keras.regularizers import Regularizer
from gdviz.keras.sequential import Sequential
from gdviz.system.files import write_whole

FORMAT = "gdviz keras model"
VERSION = 2
OLDEST = 1
MOST_JSON_BYTES = 4 * 2**20
MOST_BYTES = 512 * 2**20
MOST_LAYERS = 1000


def save_model(model: Model, path: Path) -> None:
    """Write the file, whole or not at all; raises OSError, and ValueError for a model that is not built."""
    arrays = {f"weight/{place}": weight for place, weight in enumerate(model.get_weights())}
    facts: dict[str, Any] = {
        "format": FORMAT,
        "version": VERSION,
        "name": model.name,
        "sequential": isinstance(model, Sequential),
        "dtype": str(model.core.theta.dtype),
        "inputs": [list(shape) for shape in model.graph.inputs],
        "input_names": model.input_names,
        "layers": [
            {"kind": type(layer).__name__, "name": layer.name, "config": _plain(layer.config),
             "trainable": layer.trainable}
            for layer in model.layers
        ],
        "nodes": _nodes(model),
        "outputs": list(model.graph.outputs),
        "compiled": None,
    }  # fmt: skip
    if model.optimizer is not None:
        facts["compiled"] = {
            "optimizer": model.optimizer.plain(),
            "loss": [asdict(loss) for loss in model.loss],
            "metrics": [[asdict(metric) for metric in own] for own in model.metrics],
            "loss_weights": model.loss_weights,
            "stepped": model.stepped,
        }
        if model.stepped:
            arrays.update({f"method/{name}": value for name, value in model.optimizer_state().items()})
    members = {"arrays.npz": zipped({f"{name}.npy": npy_of(array) for name, array in arrays.items()})}
    facts["sha256"] = {name: hashlib.sha256(content).hexdigest() for name, content in members.items()}
    members["model.json"] = json.dumps(facts, allow_nan=False, sort_keys=True).encode()
    write_whole(path, zipped(members, compress=("model.json",)))


def load_model(
    filepath: str | Path, custom_objects: Mapping[str, Any] | None = None, compile: bool = True, **others: object
) -> Model:
    """Return the model in a file, if wanted without loss and optimizer.

    Raises ValueError, one sentence, for a file that is damaged or none of ours.
    """
    refused(load_model, {"custom_objects": custom_objects, **others})
    path, compile = path_of(filepath), truth(compile, "compile")
    try:
        if not (path.is_file() or path.is_dir()) and path.exists():
            raise ValueError("it is no ordinary file")
        if path.stat().st_size > MOST_BYTES:
            raise ValueError(f"it must be at most {MOST_BYTES >> 20} MB large")
        members = unzipped(path.read_bytes(), {"arrays.npz": MOST_BYTES, "model.json": MOST_JSON_BYTES})
        facts = json.loads(members["model.json"])
        if not isinstance(facts, dict) or facts.get("format") != FORMAT:
            raise ValueError("it is no model")
        version = facts.get("version")
        if type(version) is not int or not OLDEST <= version <= VERSION:
            raise ValueError(f"its version is {version!r}, this gdviz reads {OLDEST} to {VERSION}")
        if facts.get("sha256") != {"arrays.npz": hashlib.sha256(members["arrays.npz"]).hexdigest()}:
            raise ValueError("its checksum does not fit: the file is damaged")
        packed = unzipped(members["arrays.npz"], None, MOST_BYTES)
        arrays = {name.removesuffix(".npy"): array_of(content, name) for name, content in packed.items()}
        return _model_of(_of_today(facts) if compile else {**facts, "compiled": None}, arrays)
    except OSError as error:
        raise ValueError(f"{path.name} cannot be read: {error.strerror or error}") from None
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError, OverflowError,
            ZipMistakeError, zipfile.BadZipFile) as error:  # fmt: skip
        raise ValueError(f"{path.name} holds no model that can be read: {str(error)[:300]}") from None


def _of_today(facts: dict[str, Any]) -> dict[str, Any]:
    """Return what a file of any version says as this one would say it."""
    compiled = facts["compiled"]
    if facts["version"] == 1 and compiled is not None and all(isinstance(name, str) for name in compiled["metrics"]):
        # version 1 had metrics by their names, and none where there were several outputs
        told = [asdict(metrics.get(name)) for name in compiled["metrics"]]
        others: list[list[object]] = [[] for _ in facts["outputs"][1:]]
        return {**facts, "compiled": {**compiled, "metrics": [told, *others], "loss_weights": None}}
    return facts


def _nodes(model: Model) -> list[dict[str, Any]]:
    faces = {id(layer): place for place, layer in enumerate(model.layers)}
    return [{"layer": faces[id(model.face_of(node))], "sources": list(node.sources)} for node in model.graph.nodes]


def _plain(config: Mapping[str, Any]) -> dict[str, Any]:
    """Return the arguments of a layer as JSON knows them."""
    plain: dict[str, Any] = {}
    for name, value in config.items():
        if isinstance(value, Regularizer):
            plain[name] = {"l1": value.l1, "l2": value.l2}
        elif isinstance(value, Initializer):
            plain[name] = asdict(value)
        elif isinstance(value, Function):
            plain[name] = value.name
        elif isinstance(value, list | tuple):
            plain[name] = [None if part is None else int(part) for part in value]
        else:
            plain[name] = value.item() if isinstance(value, np.generic) else value
    return plain


def _layer_of(facts: Mapping[str, Any]) -> Layer:
    config = dict(facts["config"])
    if isinstance(config.get("kernel_regularizer"), dict):
        config["kernel_regularizer"] = Regularizer(**config["kernel_regularizer"])
    for name in ("kernel_initializer", "bias_initializer"):
        if isinstance(config.get(name), dict):
            config[name] = Initializer(**{**config[name], "numbers": tuple(map(float, config[name]["numbers"]))})
    layer = KINDS[facts["kind"]](**{**config, "name": str(facts["name"])})
    layer.trainable = bool(facts["trainable"])
    return layer


def _model_of(facts: Mapping[str, Any], arrays: Mapping[str, Array]) -> Model:
    if len(facts["layers"]) > MOST_LAYERS or len(facts["nodes"]) > MOST_LAYERS:
        raise ValueError(f"it may have {MOST_LAYERS} layers")
    layers = [_layer_of(layer) for layer in facts["layers"]]
    shapes = [tuple(int(side) for side in shape) for shape in facts["inputs"]]
    nodes = []
    for number, node in enumerate(facts["nodes"]):
        sources = tuple(int(source) for source in node["sources"])
        if not all(0 <= source < len(shapes) + number for source in sources):
            raise ValueError("a layer works on what does not exist yet")
        core: CoreLayer = layers[int(node["layer"])].core
        nodes.append(Node(core, sources))
    graph = Graph(shapes, nodes, [int(output) for output in facts["outputs"]])
    kind = Sequential if facts["sequential"] else Model
    if facts["dtype"] not in FLOATS:
        raise ValueError(f"its numbers must be of {', '.join(FLOATS)}; got {facts['dtype']!r}")
    names = [str(name) for name in facts.get("input_names", ())]  # older files have none
    model = kind.from_graph(graph, str(facts["name"]), facts["dtype"], names)
    weights = [arrays[f"weight/{place}"] for place in range(len(model.get_weights()))]
    if not all(np.isfinite(weight).all() for weight in weights):
        raise ValueError("a weight is not finite")
    model.set_weights(weights)
    compiled = facts["compiled"]
    if compiled is not None:
        optimizer = optimizers.of(compiled["optimizer"])
        told = [[metrics.Metric(**metric) for metric in own] for own in compiled["metrics"]]
        model.compile(
            optimizer,
            [losses.Loss(**loss) for loss in compiled["loss"]],
            compiled["loss_weights"],
            told[0] if len(told) == 1 else told,
        )
        if compiled["stepped"]:
            state = {name.removeprefix("method/"): a for name, a in arrays.items() if name.startswith("method/")}
            _check_state(optimizer, model, state)
            model.resume(state)
    return model


def _check_state(optimizer: optimizers.Optimizer, model: Model, state: Mapping[str, Array]) -> None:
    """Raise ValueError unless this is what the optimizer would remember of the model."""
    blank: Any = SimpleNamespace(theta=model.core.trained.copy())  # all that the optimizers' methods start from
    optimizer.method.start(blank, 0)
    own = {name: array.shape for name, array in optimizer.method.save_state().items()}
    came = {name: array.shape for name, array in state.items()}
    if own != came:
        raise ValueError(f"the optimizer's state must be {own}; got {came}")
    if int(state["steps_taken"]) < 0:
        raise ValueError(f"the optimizer's steps must be at least 0; got {state['steps_taken']}")
