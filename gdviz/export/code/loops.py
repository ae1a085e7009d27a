"""What the loops of all programs share: the rows of a step, progress, and when to stop early."""

from __future__ import annotations

from dataclasses import dataclass

from gdviz.export.code.blocks import Block
from gdviz.export.code.recipe import Recipe

_BATCHES = """
{head}STEPS_PER_EPOCH = -(-n // {size})


def rows_of(step):
    \"\"\"Return the rows that a step sees: the data are shuffled anew in each epoch.\"\"\"
    epoch, place = divmod(step, STEPS_PER_EPOCH)
    order = np.random.default_rng((SEED, epoch)).permutation(n)
    return order[place * {size} : (place + 1) * {size}]
"""
_RACE_BATCHES = """
def rows_of(step, batch_size):
    \"\"\"Return the rows that a step sees: the data are shuffled anew in each epoch.\"\"\"
    epoch, place = divmod(step, -(-n // batch_size))
    order = np.random.default_rng((SEED, epoch)).permutation(n)
    return order[place * batch_size : (place + 1) * batch_size]
"""


@dataclass(frozen=True)
class Rows:
    """How a step comes to its rows: a line that goes before, and what X and y are then called."""

    line: str
    X: str = "X_train"
    y: str = "y_train"


def has_batches(recipe: Recipe) -> bool:
    """Return whether a step sees a part of the rows only."""
    return recipe.batch_size is not None and recipe.batch_size < len(recipe.split.X_train)


def rows_in(recipe: Recipe, *, race: bool) -> Rows:
    """Return how the loop of this method names its rows."""
    if not has_batches(recipe):
        return Rows("")
    size = f", {recipe.batch_size}" if race else ""
    return Rows(f"    rows = rows_of(step{size})\n", "X_train[rows]", "y_train[rows]")


def steps_block(recipe: Recipe) -> Block:
    """Return code for how many steps there are, and which rows each of them sees."""
    if not has_batches(recipe):
        return Block("Steps", f"STEPS = {recipe.steps}  # each of them sees all rows")
    head = f"STEPS = {recipe.steps}\nBATCH_SIZE = {recipe.batch_size}\n"
    return Block("Steps and batches", _BATCHES.format(head=head, size="BATCH_SIZE"))


def race_steps_block(recipes: list[Recipe]) -> Block:
    """Return the same for several methods, each with a batch size of its own."""
    code = f"STEPS = {recipes[0].steps}"
    if not any(map(has_batches, recipes)):
        return Block("Steps", f"{code}  # each of them sees all rows")
    return Block("Steps and batches", f"{code}\n\n\n{_RACE_BATCHES.strip()}")


def progress(value: str = "losses[-1]", *, race: bool = False) -> str:
    """Return lines of a loop that say now and then how far it is; none in a race, whose table says it all."""
    if race:
        return ""
    return f'    if step % max(1, STEPS // 10) == 0:\n        print(f"step {{step:6d}}   loss {{{value}:.6g}}")\n'


def closing(recipe: Recipe, loss: str, *, race: bool, note: str = "") -> str:
    """Return the last lines: `loss`, code with {part} in it, for all training rows and all test rows."""
    if race:
        return f"return losses, {loss.format(part='train')}"
    lines = []
    for part in recipe.parts:
        rows = "training" if part == "train" else "test"
        lines.append(f"{part}_loss = {loss.format(part=part)}")
        lines.append(f'print(f"loss over all {rows} rows{note} {{{part}_loss:.6g}}")')
    return "\n".join(lines)


@dataclass(frozen=True)
class Stopping:
    """Lines before a loop, and at the end of its body, that end it once the test loss falls no more."""

    before: str = ""
    within: str = ""


def stopping(recipe: Recipe, *, loss: str, keep: str, restore: str, race: bool = False) -> Stopping:
    """Return those lines: `loss` is code for the test loss, `keep` for a copy of all parameters.

    `restore` are statements that put the copy `best` back. In a race, whose table says it all, they print nothing.
    """
    if not recipe.watches:
        return Stopping()
    told = '    print(f"the test loss falls no more after step {step + 1}: back to step {best_step}")'
    within = [
        f"test_loss = {loss}",
        "if test_loss < best_loss:",
        f"    best_loss, best_step, best = test_loss, step + 1, {keep}",
        f"elif step + 1 - best_step >= PATIENCE{' * STEPS_PER_EPOCH' if has_batches(recipe) else ''}:",
        *([] if race else [told]),
        *(f"    {line}" for line in restore.splitlines()),
        "    break",
    ]
    if has_batches(recipe):
        within = ["if (step + 1) % STEPS_PER_EPOCH == 0:  # an epoch has ended", *(f"    {line}" for line in within)]
    before = f"PATIENCE = {recipe.patience}  # epochs without a lower test loss\n"
    before += "best_loss, best_step, best = np.inf, 0, None\n"
    if race and has_batches(recipe):
        before += f"STEPS_PER_EPOCH = -(-n // {recipe.batch_size})\n"
    return Stopping(before, "".join(f"    {line}\n" for line in within))
