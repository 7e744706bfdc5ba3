"""Foreign text in messages: short and printable, so that no file can write to a terminal."""


def printable(text: object, longest: int = 80) -> str:
    """Return ``text`` with anything unprintable shown as ``?``, cut after ``longest`` characters."""
    cut = str(text)[: longest + 1]
    shown = "".join(character if character.isprintable() else "?" for character in cut)
    return shown if len(shown) <= longest else f"{shown[:-1]}..."
