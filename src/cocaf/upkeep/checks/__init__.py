"""The doctor's checks, by where they look: the machine, the data, the processes, the world outside. Each yields what it
found: a fault with its sentence, or nothing where all is in order."""
