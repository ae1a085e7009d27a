"""A trainer in a process of its own, so that neither it nor the window waits for the other's Python."""
