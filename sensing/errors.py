"""The one exception tree of the project.

::

    RehabError                     anything this project raises on purpose
    ├── InputError                 bad input or use; the command line exits with 2
    │   ├── RecordingError         a recording: file, line or field, what was expected, what to do
    │   │   └── UnitsError         the numbers are not in m/s² and rad/s
    │   ├── JournalError           what an interrupted recording left behind cannot be read
    │   │   └── JournalInUseError  it was not interrupted: a session is under way
    │   ├── ScriptError            a simulation script
    │   ├── ProgramError           a prescription
    │   ├── CatalogueError         the exercise catalogue, or an exercise it does not hold
    │   ├── DriverError            a sensor driver: its name, a rate it does not offer, its own table
    │   └── PacketError            bytes from a sensor that its protocol does not allow
    ├── SourceError                a sensor cannot be reached, or its samples have ended for good
    └── MissingExtraError          an optional package is not installed

Every message is one line: where, what is wrong, what to do.
"""

from pathlib import Path


class RehabError(Exception):
    """Anything this project raises on purpose."""


class InputError(RehabError):
    """Bad input or use.

    Parameters
    ----------
    problem : str
        What is wrong and what was expected.
    mend : str
        What to do about it.
    source : str or Path, optional
        The file or thing the input came from.
    at : str, optional
        Line or field, such as ``"line 7"`` or ``"items[2].sets"``.
    """

    def __init__(
        self, problem: str, *, mend: str, source: str | Path | None = None, at: str | None = None
    ) -> None:
        self.problem = problem
        self.mend = mend
        self.source = None if source is None else str(source)
        self.at = at
        where = ": ".join(part for part in (self.source, at) if part)
        text = f"{where}: {problem}. {mend}" if where else f"{problem}. {mend}"
        super().__init__(" ".join(text.split()))


class RecordingError(InputError):
    """A recording cannot be read or is not valid."""


class UnitsError(RecordingError):
    """The numbers of a recording are not in m/s² and rad/s.

    Parameters
    ----------
    problem, mend, source, at
        As of `InputError`.
    option : tuple of str, optional
        The option of `sensing.read_recording` that reads the recording, and its value, such as
        ``("acc_unit", "g")``.
    """

    def __init__(
        self,
        problem: str,
        *,
        mend: str,
        source: str | Path | None = None,
        at: str | None = None,
        option: tuple[str, str] | None = None,
    ) -> None:
        self.option = option
        super().__init__(problem, mend=mend, source=source, at=at)


class JournalError(InputError):
    """A journal, which an interrupted recording left behind, cannot be read."""


class JournalInUseError(JournalError):
    """A session is being recorded into the journal now."""


class ScriptError(InputError):
    """A simulation script is faulty."""


class ProgramError(InputError):
    """A prescription is faulty."""


class CatalogueError(InputError):
    """The exercise catalogue is faulty, or an exercise is not in it."""


class SourceError(RehabError):
    """A sensor cannot be reached, or its samples have ended for good."""


class DriverError(InputError):
    """There is no such sensor driver, or it cannot do what was asked of it."""


class PacketError(InputError):
    """Bytes from a sensor are not what its protocol allows; the connection may go on."""


class MissingExtraError(RehabError):
    """An optional package is not installed.

    Parameters
    ----------
    package : str
        The package that is missing.
    extra : str
        The optional extra of ``rehab-tracker`` that brings it.
    purpose : str
        What it is needed for.
    """

    def __init__(self, package: str, *, extra: str, purpose: str) -> None:
        super().__init__(
            f"{purpose} needs the package '{package}'. "
            f"Install it with: python -m pip install 'rehab-tracker[{extra}]'"
        )
