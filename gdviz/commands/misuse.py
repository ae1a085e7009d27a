"""A command that cannot be meant."""


class MisuseError(ValueError):
    """What is wrong with the words of a command, in one sentence: gdviz says it and ends with 2."""
