"""Why there is no program."""


class CodeError(ValueError):
    """Why there is no such program, and what to choose instead, in one or two sentences."""
