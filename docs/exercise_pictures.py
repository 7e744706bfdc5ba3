"""Draw the exercises for the guide: one SVG each in ``docs/images``, and where the strap goes.

Usage: python docs/exercise_pictures.py [--check]

``--check`` writes nothing and exits with 1 when a drawing is missing, out of date or of no exercise any more.
"""

import sys
from pathlib import Path

from analysis.exercises import load_catalogue
from dashboard.pictures import picture, standalone, strap_picture

IMAGES = Path(__file__).resolve().parent / "images"
PATTERN = "exercise-*.svg"
STRAP = "strap-position.svg"


def drawings() -> dict[str, str]:
    """Return every drawing by the name of its file."""
    exercises = {f"exercise-{name.replace('_', '-')}.svg": picture(name) for name in load_catalogue()}
    return {
        name: standalone(svg) + "\n" for name, svg in {**exercises, STRAP: strap_picture("right")}.items()
    }


def main(arguments: list[str], folder: Path = IMAGES) -> int:
    """Write the drawings, or check them."""
    wanted = drawings()
    stale = [
        name
        for name, svg in wanted.items()
        if not (folder / name).is_file() or (folder / name).read_text("utf-8") != svg
    ]
    gone = [path.name for path in folder.glob(PATTERN) if path.name not in wanted]
    if "--check" in arguments:
        if stale or gone:
            print("out of date: " + ", ".join(stale + gone))
        return 1 if stale or gone else 0
    for name in stale:
        (folder / name).write_text(wanted[name], "utf-8")
    for name in gone:
        (folder / name).unlink()
    print("wrote " + ", ".join(stale) if stale else "nothing to do")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
