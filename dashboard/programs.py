"""Find the program that a person means: a file, or a template of the sample data by its name."""

from pathlib import Path

from analysis.prescription import Program
from analysis.program import load_program
from dashboard.samples import sample_data
from sensing.errors import InputError


def template_names() -> tuple[str, ...]:
    """Return the names of the templates, in alphabetical order."""
    folder = sample_data()
    if folder is None or not (folder / "programs").is_dir():
        return ()
    names = (entry.name for entry in (folder / "programs").iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


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
    names = template_names()
    if text in names:
        folder = sample_data()
        assert folder is not None
        return load_program((folder / "programs" / f"{text}.toml").read_text("utf-8"))
    known = f"a template ({', '.join(names)}) or the path of a TOML file"
    raise InputError("no such program", source=text, mend=f"Give {known}")
