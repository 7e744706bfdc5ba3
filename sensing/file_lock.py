"""An exclusive lock on an open file, given up by the system when its process ends, however it ends."""

import os
import sys
from typing import BinaryIO

if sys.platform == "win32":
    import msvcrt

    _FAR = 2**62  # a lock here keeps nobody from reading what is written

    def lock(file: BinaryIO) -> bool:
        """Lock a file; return False when another process, or another handle of this one, has it locked."""
        place = file.tell()
        file.seek(_FAR)
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except PermissionError:
            return False
        finally:
            file.seek(place)
        return True

else:
    import fcntl

    def lock(file: BinaryIO) -> bool:
        """Lock a file; return False when another process, or another handle of this one, has it locked.

        Raises
        ------
        OSError
            When the file system knows no locks.
        """
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


def is_still(file: BinaryIO, path: str | os.PathLike[str]) -> bool:
    """Return whether an open file is what a path names: it may have been removed or replaced meanwhile."""
    try:
        return os.path.samestat(os.fstat(file.fileno()), os.stat(path))  # noqa: PTH116 (the pair of fstat)
    except FileNotFoundError:
        return False
