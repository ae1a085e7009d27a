"""The digits workspace: a sheet to draw on, and what networks make of it."""
