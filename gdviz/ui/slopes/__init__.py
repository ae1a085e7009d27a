"""The page on slopes: from the secant to the tangent, and downhill in the plane."""
