"""Measures of the product beside the plainest alternative, in the same run, as ratios."""
