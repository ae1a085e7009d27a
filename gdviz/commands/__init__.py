"""The commands of `gdviz`, one a file: each has `add_arguments(parser)` and `execute(arguments) -> exit code`."""

COMMANDS = {
    "data": "fetch data that is too large to come with the app",
    "digits": "train a network on images, and let it read pictures",
    "doctor": "say what is missing on this machine",
    "lessons": "list the lessons",
    "render": "write a lesson or session as a picture, film, table or program",
    "run": "train a lesson or session without a window",
}
