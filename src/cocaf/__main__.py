"""`python -m cocaf` is the command `cocaf`."""

import sys

from cocaf.cli.main import main

sys.exit(main())
