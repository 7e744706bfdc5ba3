"""Foreign text in messages: short and printable, so that no file can write to a terminal."""

import reprlib

_REPR = reprlib.Repr()
_REPR.maxother = _REPR.maxstring = _REPR.maxlong = 80


def printable(text: object, longest: int = 80) -> str:
    """Return ``text`` with anything unprintable shown as ``?``, cut after ``longest`` characters."""
    cut = str(text)[: longest + 1]
    shown = "".join(character if character.isprintable() else "?" for character in cut)
    return shown if len(shown) <= longest else f"{shown[:-1]}..."


def shown(value: object, longest: int = 80) -> str:
    """Return a value as Python writes it, short and printable, however deep, long or large it is."""
    try:
        return printable(_REPR.repr(value), longest)
    except ValueError:  # an integer of thousands of digits
        return "a number of thousands of digits"
