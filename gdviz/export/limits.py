"""How large figures and films may be; known without Qt."""

LEAST_SIDE, MOST_SIDE = 120, 4000
"""Pixels before scaling."""
MOST_SCALE = 4.0
MOST_FRAMES = 2000
MOST_DOTS = 600_000_000
"""Of all frames of a GIF or APNG, which are held until the last one is there."""
MOST_RATE = 50.0
"""Frames a second: GIF counts in hundredths of a second, and viewers slow down below two."""
