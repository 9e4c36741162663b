"""The directory: members, their units, the people of this node, the keys by which others are known."""
