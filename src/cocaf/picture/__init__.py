"""Questions about many years: statistical series kept apart from records, trends with their interval, what they rest
on."""
