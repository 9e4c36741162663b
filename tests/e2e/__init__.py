"""The whole thread in a browser, over the demonstration as a newcomer starts it."""
