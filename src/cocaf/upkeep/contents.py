"""What stands in a backup, under which names. `backup` writes it, `restore` accepts nothing else."""

from __future__ import annotations

import re
from typing import Final

FORMAT: Final = 1
"""Format of the archive's contents; another one is refused."""

SQLITE_FILE: Final = "database.sqlite3"
POSTGRESQL_FILE: Final = "database.pgdump"
MANIFEST: Final = "manifest.json"
SETTINGS_FILE: Final = "cocaf.env"
KEYSTORE_FILE: Final = "keys/keystore.json"

NAMES: Final = re.compile(
    "|".join(re.escape(name) for name in (SQLITE_FILE, POSTGRESQL_FILE, MANIFEST, SETTINGS_FILE, KEYSTORE_FILE))
    + "|files/[0-9a-f]{2}/[0-9a-f-]{36}"
)
"""Every name that a backup may hold."""
