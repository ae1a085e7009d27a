"""What `gdviz render` writes, by the ending of the file's name."""

PICTURES, FILMS = ("png", "svg", "pdf"), ("gif", "apng", "webp", "mp4")
PROGRAMS = ("py", "ipynb")
KINDS = (*PICTURES, *FILMS, "csv", *PROGRAMS, "gdviz")
