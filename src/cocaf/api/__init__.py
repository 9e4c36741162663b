"""The door for other programs: nodes and the hub bring frames here. It parses, calls one service of `exchange`,
answers."""
