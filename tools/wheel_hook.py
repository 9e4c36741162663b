"""Hatch's hook for the wheel: refuses to build one without the pages' assets and the catalogues, and says what to do.
A wheel that is complete needs no Node where it is installed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

BUILT = {
    "src/cocaf/web/static/build": "*.js",
    "src/cocaf/locale/fr/LC_MESSAGES": "django.mo",
    "src/cocaf/locale/es/LC_MESSAGES": "django.mo",
    "src/cocaf/locale/ar/LC_MESSAGES": "django.mo",
}
"""Folder that the build fills, and what must be found there."""


class AssetsHook(BuildHookInterface[Any]):
    """Stops the build of an installable wheel whose pages would lack scripts or languages."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by hatchling before it collects files; an editable install may build its assets later."""
        if version == "editable":
            return
        root = Path(self.root)
        missing = [folder for folder, pattern in BUILT.items() if not any((root / folder).glob(pattern))]
        if missing:
            raise SystemExit(
                f"Not built yet: {', '.join(missing)}. Run `make assets` first, then build the wheel again."
            )
