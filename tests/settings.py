"""Settings of the tests: a home of their own for each process; the database is that of COCAF_DATABASE_URL."""

import atexit
import os
import shutil
import tempfile

_home = tempfile.mkdtemp(prefix="cocaf-test-")
atexit.register(shutil.rmtree, _home, ignore_errors=True)
_database = os.environ.get("COCAF_DATABASE_URL", "")
for _name in [name for name in os.environ if name.startswith("COCAF_")]:
    del os.environ[_name]
os.environ["COCAF_HOME"] = _home
os.environ["COCAF_MEMBER"] = "MA"
os.environ["COCAF_SECRET_KEY"] = "tests-only-" + "x" * 50
os.environ["COCAF_DATABASE_URL"] = _database

from cocaf.settings import *  # noqa: E402, F403
from cocaf.settings import DATABASES  # noqa: E402

if DATABASES["default"]["ENGINE"] == "cocaf.sqlite":
    # a file, as on a real node, so that threads and a live server share it
    DATABASES["default"]["TEST"] = {"NAME": f"{_home}/test.sqlite3"}
