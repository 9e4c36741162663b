"""The log: who did what with which record, for which purpose, with what outcome. Any room above may record; nobody may
change or remove. Every second the worker seals what is new into a signed chain."""
