"""The data folder is its owner's alone: folders 0700, files 0600, also those of earlier releases."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

OTHERS = 0o077
"""What anybody but the owner might do with a file."""

outside: list[int] = []
"""The masks found before: what is written elsewhere (`-o FILE`) keeps to the first."""


def keep_private(data_dir: Path) -> int:
    """Let every file made from now on be its owner's alone, and take the rights of others from those there.

    Returns how many were changed. What belongs to another account stays as whoever set it up wanted it.
    """
    outside.append(os.umask(OTHERS))
    changed = 0
    for path in _all_of(data_dir):
        with contextlib.suppress(OSError):
            mode = path.lstat().st_mode
            if mode & OTHERS and not path.is_symlink():
                path.chmod(mode & ~OTHERS & 0o7777)
                changed += 1
    return changed


def _all_of(folder: Path) -> Iterator[Path]:
    yield folder
    for place, folders, files in os.walk(folder):
        for name in (*folders, *files):
            yield Path(place) / name
