"""The commands of `gdviz`, one a file: each has `add_arguments(parser)` and `execute(arguments) -> exit code`."""

COMMANDS = {
    "doctor": "say what is missing on this machine",
    "lessons": "list the lessons",
    "run": "train a lesson without a window",
}
