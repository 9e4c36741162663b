"""The pages: what they say, to whom, in which language, and what they never show."""
