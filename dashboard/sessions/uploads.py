"""Uploaded files become recordings: grouped, read, named; a name from outside never becomes a path."""

import hashlib
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path, PurePosixPath

from sensing.errors import InputError, UnitsError
from sensing.recording_files import SUFFIXES, read_recording
from sensing.samples import Recording
from sensing.units import AccUnit, GyrUnit

SIDECAR = ".json"
TRUTH = ".truth.json"
"""Ending of the file that holds a simulation's truth; it is not needed here."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came: its name (or path within an uploaded folder) and its content."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class RecordingFiles:
    """A recording's file and the JSON file beside it, if there is one.

    Attributes
    ----------
    table : Upload
    sidecar : Upload or None
    unclear : bool
        Several files of these names were given, and which JSON belongs to which recording is not known.
    """

    table: Upload
    sidecar: Upload | None = None
    unclear: bool = False

    @property
    def name(self) -> str:
        """The file's own name, without folders."""
        return PurePosixPath(self.table.name.replace("\\", "/")).name

    @property
    def key(self) -> str:
        """Digest of the contents and the name."""
        digest = hashlib.sha256(self.name.encode("utf-8", "backslashreplace"))
        for part in (self.table.data, b"" if self.sidecar is None else self.sidecar.data):
            digest.update(hashlib.sha256(part).digest())
        return digest.hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Reading:
    """How a recording is read; as `sensing.read_recording` takes it.

    Attributes
    ----------
    repair : bool
        Mend what can be mended.
    acc_unit, gyr_unit : str or None
        Unit of the numbers, None for m/s² and rad/s.
    """

    repair: bool = False
    acc_unit: AccUnit | None = None
    gyr_unit: GyrUnit | None = None


PLAIN = Reading()
"""The way in which a recording should be read."""


def group(uploads: Sequence[Upload]) -> tuple[tuple[RecordingFiles, ...], tuple[str, ...]]:
    """Put each recording together with its JSON file.

    Parameters
    ----------
    uploads : sequence of Upload

    Returns
    -------
    recordings : tuple of RecordingFiles
        In the order given.
    left_over : tuple of str
        Names of the files that are no recording and belong to none.
    """
    contents: dict[str, dict[bytes, Upload]] = defaultdict(dict)
    for one in uploads:
        contents[one.name.casefold()].setdefault(one.data, one)
    recordings, used = [], set()
    for one in uploads:
        stem = _stem(one.name)
        if stem is None:
            continue
        beside = f"{stem}{SIDECAR}".casefold()
        sidecars = list(contents.get(beside, {}).values())
        # Browsers give files from several folders by their bare names, in any order.
        unclear = bool(sidecars) and len(sidecars) + len(contents[one.name.casefold()]) > 2
        recordings.append(RecordingFiles(one, None if unclear else next(iter(sidecars), None), unclear))
        used |= {one.name, beside, f"{stem}{TRUTH}".casefold()}
    left = (one.name for one in uploads if one.name not in used and one.name.casefold() not in used)
    return tuple(recordings), tuple(left)


def _stem(name: str) -> str | None:
    for suffix in sorted(SUFFIXES, key=len, reverse=True):
        if name.casefold().endswith(suffix):
            return name[: -len(suffix)]
    return None


def read(files: RecordingFiles, how: Reading = PLAIN) -> Recording:
    """Read an uploaded recording.

    Parameters
    ----------
    files : RecordingFiles
    how : Reading

    Raises
    ------
    InputError
        When it is faulty; the message names the file as the person knows it.
    """
    name = files.name
    if files.unclear:
        raise InputError(
            "several files of this name were given, and a JSON file that may belong to any of them",
            source=name,
            mend="Give each recording and its JSON file a name of their own, or give the folder they lie in",
        )
    suffix = next(one for one in sorted(SUFFIXES, key=len, reverse=True) if name.casefold().endswith(one))
    with tempfile.TemporaryDirectory(prefix="rehab-") as folder:
        table = Path(folder) / f"recording{suffix}"
        table.write_bytes(files.table.data)
        if files.sidecar is not None:
            table.with_name(f"recording{SIDECAR}").write_bytes(files.sidecar.data)
        try:
            return replace(read_recording(table, **asdict(how)), name=name)
        except InputError as error:
            raise _renamed(error, files) from None


def _renamed(error: InputError, files: RecordingFiles) -> InputError:
    """Return the same error with the names that the person knows instead of the temporary ones."""
    of_sidecar = files.sidecar is not None and (error.source or "").endswith(SIDECAR)
    shown = files.sidecar.name if of_sidecar and files.sidecar is not None else files.name
    if isinstance(error, UnitsError):
        return UnitsError(error.problem, mend=error.mend, source=shown, at=error.at, option=error.option)
    return type(error)(error.problem, mend=error.mend, source=shown, at=error.at)


def from_folder(folder: Path, names: Sequence[str]) -> Iterator[RecordingFiles]:
    """Yield recordings of a folder that is trusted, such as the sample data."""
    for name in names:
        stem = _stem(name)
        sidecar = folder / f"{stem}{SIDECAR}"
        beside = Upload(sidecar.name, sidecar.read_bytes()) if sidecar.is_file() else None
        yield RecordingFiles(Upload(name, (folder / name).read_bytes()), beside)
