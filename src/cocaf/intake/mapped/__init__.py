"""A country's own table through a mapping, from upload to the sheet of rejected rows. `runs` writes what an officer
decides, `passing` reads rows and stores them, `work` does so in the worker, `selectors` reads."""
