"""The page of the filter that moves over an image."""
