"""The page of trainings side by side."""
