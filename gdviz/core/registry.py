"""Names for classes: register, discover, third-party entry points."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from functools import lru_cache, wraps
from importlib import metadata
from typing import Any, Generic, TypeVar

from gdviz.system.nearest import hint

T = TypeVar("T", bound=type)


@lru_cache(maxsize=1)
def _installed() -> Any:
    """Return what all installed packages offer; looking takes 5 ms, and there are nine registries."""
    return metadata.entry_points()


def entry_points(group: str) -> metadata.EntryPoints:
    """Return what is offered to `group`."""
    found: metadata.EntryPoints = _installed().select(group=group)
    return found


def _suggest_names(cls: Any) -> None:
    """Let the constructor of a dataclass suggest the nearest name for an argument that it does not know."""
    made, known = cls.__init__, [item.name for item in fields(cls) if item.init]

    @wraps(made)
    def init(self: Any, *args: Any, **options: Any) -> None:
        for name in options:
            if name not in known:
                raise TypeError(f"unknown hyperparameter {name!r} of {cls.__name__}; {hint(name, known)}")
        made(self, *args, **options)

    cls.__init__ = init


class Registry(Generic[T]):
    """The classes of one kind by name, in order of registration or in one of their own.

    >>> METHODS = Registry("method", entry_point_group="gdviz.methods")
    >>> @METHODS.register("adam")
    ... class Adam: ...
    """

    def __init__(self, kind: str, entry_point_group: str | None = None, *, ordered: bool = False) -> None:
        self.kind = kind
        self.ordered = ordered  # by the attribute `order` of the classes; else as they were registered
        self.entry_point_group = entry_point_group
        self.failures: dict[str, str] = {}  # entry point -> why it could not be loaded
        self._classes: dict[str, T] = {}

    def register(self, name: str) -> Callable[[T], T]:
        """Return a decorator that files a class under `name` and sets its attribute `name`.

        Raises ValueError if the name is taken by another class.
        """

        def decorate(cls: T) -> T:
            known = self._classes.get(name)
            if known is not None and (known.__module__, known.__qualname__) != (cls.__module__, cls.__qualname__):
                raise ValueError(
                    f"{self.kind} {name!r} is registered twice: by {known.__module__} and {cls.__module__}"
                )
            cls.name = name  # type: ignore[attr-defined]
            if is_dataclass(cls):
                _suggest_names(cls)
            self._classes[name] = cls
            return cls

        return decorate

    def __getitem__(self, name: str) -> T:
        """Return the class; raises ValueError naming the nearest known name."""
        try:
            return self._classes[name]
        except (KeyError, TypeError):  # what is no name cannot be looked up either
            raise ValueError(f"unknown {self.kind} {name!r}; {hint(name, self._classes)}") from None

    def __contains__(self, name: object) -> bool:
        return name in self._classes

    def __iter__(self) -> Iterator[str]:
        return iter([name for name, _ in self.items()])

    def __len__(self) -> int:
        return len(self._classes)

    def items(self) -> list[tuple[str, T]]:
        known = list(self._classes.items())
        return sorted(known, key=lambda entry: getattr(entry[1], "order", 1000)) if self.ordered else known

    def load_entry_points(self) -> None:
        """Load what other packages offer; one that fails is listed in `failures` with its error, never fatal."""
        if self.entry_point_group is None:
            return
        for point in entry_points(group=self.entry_point_group):
            try:
                loaded: Any = point.load()
                is_class = isinstance(loaded, type)
                if not is_class:
                    raise TypeError(f"{self.kind} {point.name!r} must be a class; got {loaded!r}")
                if loaded not in self._classes.values():  # its module may have registered it already
                    self.register(point.name)(loaded)
            except Exception as error:
                self.failures[f"{point.name} ({point.value})"] = f"{type(error).__name__}: {error}"


def discover(package: str) -> None:
    """Import every module of `package`, so that its classes register themselves."""
    module = importlib.import_module(package)
    for info in pkgutil.iter_modules(module.__path__):
        importlib.import_module(f"{package}.{info.name}")
