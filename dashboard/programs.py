"""Find the program that a person means: a file, a template of the sample data, or a file that was loaded."""

import hashlib
import threading
from collections import OrderedDict
from functools import cache
from pathlib import Path
from typing import NamedTuple

from analysis.prescription import Program
from analysis.program import decode_program, load_program
from dashboard.samples import sample_data
from sensing.errors import InputError
from sensing.wording import printable

MOST_LOADED = 100
"""Programs kept that were loaded from files; they are a few kB each."""


def template_names() -> tuple[str, ...]:
    """Return the names of the templates, in alphabetical order."""
    folder = sample_data()
    if folder is None or not (folder / "programs").is_dir():
        return ()
    names = (entry.name for entry in (folder / "programs").iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


def template_source(name: str) -> str:
    """Return the TOML text of a template, to be changed into a program of one's own.

    Raises
    ------
    InputError
        When there is none of that name.
    """
    names, folder = template_names(), sample_data()
    if name not in names or folder is None:
        known = f"a template ({', '.join(names)}) or the path of a TOML file"
        raise InputError("no such program", source=name, mend=f"Give {known}")
    return (folder / "programs" / f"{name}.toml").read_text("utf-8")


@cache
def template(name: str) -> Program:
    """Return the template of that name.

    Raises
    ------
    InputError
        When there is none.
    """
    return load_program(template_source(name))


def find_program(text: str) -> Program:
    """Return the program of a file, or the template of that name.

    Raises
    ------
    ProgramError
        When the file is faulty.
    InputError
        When there is neither a file nor a template of that name.
    """
    path = Path(text)
    if path.exists() or path.suffix == ".toml":
        return load_program(path)
    return template(text)


class LoadedProgram(NamedTuple):
    """A program from a file that a person gave: the file's name and text, and what was read from it."""

    file: str
    source: str
    program: Program


class LoadedPrograms:
    """Programs loaded from files, by key; the one not looked at for longest is dropped first. Thread-safe.

    Parameters
    ----------
    most : int
        How many are kept.
    """

    def __init__(self, most: int = MOST_LOADED) -> None:
        self._most = most
        self._programs: OrderedDict[str, LoadedProgram] = OrderedDict()
        self._lock = threading.Lock()

    def load(self, file: str, data: bytes) -> str:
        """Read a program and return its key, a digest of name and content.

        Raises
        ------
        ProgramError
            When it is faulty: file, line, field, what was expected, what to do.
        """
        name = printable(file)
        program = decode_program(data, name)
        key = hashlib.sha256(name.encode() + b"\0" + data).hexdigest()[:16]
        with self._lock:
            self._programs[key] = LoadedProgram(name, data.decode("utf-8-sig"), program)
            self._programs.move_to_end(key)
            while len(self._programs) > self._most:
                self._programs.popitem(last=False)
        return key

    def get(self, key: str) -> LoadedProgram | None:
        """Return a program that was loaded, None when it is not (any longer) here."""
        with self._lock:
            found = self._programs.get(key)
            if found is not None:
                self._programs.move_to_end(key)
            return found
