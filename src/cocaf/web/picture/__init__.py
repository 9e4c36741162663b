"""How the picture's answers are asked for, worded, drawn and exported. For the view of that page only."""
