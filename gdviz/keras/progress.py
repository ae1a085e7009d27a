"""What a model prints: a bar or a line for each epoch, and its summary."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from tqdm import tqdm

from gdviz.keras.callbacks import Callback, Logs


class Progress(Callback):
    """verbose 0: nothing; 1 or "auto": a bar for each epoch; 2: a line for each epoch."""

    def __init__(self, epochs: int, verbose: str | int) -> None:
        self.steps = 0
        self.seconds = 0.0
        self._epochs = epochs
        self._verbose = check_verbose(verbose)
        self._bar: tqdm | None = None

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None:
        if self._verbose == 1:
            self._bar = tqdm(
                total=self.steps,
                desc=f"Epoch {epoch + 1}/{self._epochs}",
                file=sys.stdout,
                unit="batch",
                leave=True,
                dynamic_ncols=True,
            )

    def on_train_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        if self._bar is not None:
            self._bar.update()

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        text = " - ".join(f"{name}: {figure:.4f}" for name, figure in (logs or {}).items())
        if self._bar is not None:
            self._bar.set_postfix_str(text)
            self._bar.close()
            self._bar = None
        elif self._verbose == 2:
            print(f"Epoch {epoch + 1}/{self._epochs} - {text}")


def check_verbose(verbose: str | int) -> int:
    """Return how much is printed, 0 to 2; raises ValueError for anything else than those, or "auto", which is 1."""
    if verbose not in (0, 1, 2, "auto", "0", "1", "2"):
        raise ValueError(f"verbose must be 0, 1, 2 or 'auto'; got {verbose!r}")
    return 1 if verbose == "auto" else int(verbose)


def summary_table(name: str, rows: Sequence[tuple[str, str, int]], total: int, fixed: int, least: int = 0) -> str:
    """Return a table of layers, output shapes and numbers of parameters."""
    heads = ("Layer (type)", "Output Shape", "Param #")
    cells = [(layer, shape, f"{count:,}") for layer, shape, count in rows]
    widths = [max(len(row[column]) for row in [heads, *cells]) for column in range(3)]
    widths[1] += max(0, least - sum(widths) - 4)
    line = "─" * (sum(widths) + 4)
    shown = [f"{a:<{widths[0]}}  {b:<{widths[1]}}  {c:>{widths[2]}}" for a, b, c in [heads, *cells]]
    return "\n".join(
        [
            f'Model: "{name}"',
            line,
            shown[0],
            line,
            *shown[1:],
            line,
            f"Total params: {total:,}",
            f"Trainable params: {total - fixed:,}",
            f"Non-trainable params: {fixed:,}",
        ]
    )
