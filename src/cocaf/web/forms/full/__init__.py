"""The full report as a table of steps, groups and boxes, and the way between what stands in the boxes and the plain
document. A box that is not in the table is not touched: what these forms do not know is never lost."""
