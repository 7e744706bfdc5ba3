"""Where the application keeps its data, unless told otherwise."""

import os
import sys
from pathlib import Path

DATA_VARIABLE = "REHAB_DATA"
"""Environment variable that names the data folder."""


def data_folder() -> Path:
    """Return the user's data folder: ``REHAB_DATA``, else the system's place; it may not exist."""
    chosen = os.environ.get(DATA_VARIABLE)
    if chosen:
        return Path(chosen).expanduser()
    home = Path.home()
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local") / "rehab-tracker"
    if sys.platform == "darwin":
        return home / "Library" / "Application Support" / "rehab-tracker"
    return Path(os.environ.get("XDG_DATA_HOME") or home / ".local" / "share") / "rehab-tracker"
