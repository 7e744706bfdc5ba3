"""What can go wrong with the records.

::

    RehabError (sensing.errors)
    ├── InputError
    │   └── EntryError        what is to be kept is not possible, or is not there
    ├── RecordsError          the database or its files cannot be read or written
    └── AccessError           the viewer may not do this

Every message is one line: where, what is wrong, what to do.
"""

from pathlib import Path

from sensing.errors import InputError, RehabError


class EntryError(InputError):
    """What is to be kept is not possible, or what is asked for is not there."""


class RecordsError(RehabError):
    """The database or the recordings beside it cannot be read or written.

    Parameters
    ----------
    problem : str
        What is wrong.
    mend : str
        What to do about it.
    source : Path
        The database or the file.
    """

    def __init__(self, problem: str, *, mend: str, source: Path) -> None:
        self.problem, self.mend, self.source = problem, mend, source
        super().__init__(" ".join(f"{source}: {problem}. {mend}".split()))


class AccessError(RehabError):
    """The viewer may not do this, or may not know whether there is such a thing."""
