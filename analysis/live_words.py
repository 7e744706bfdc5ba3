"""What is said of a live analysis that waits, misses movements, or whose rest lies elsewhere: in words."""

from collections.abc import Iterable

from analysis.standing_zero import IN_A_ROW

OFF_THE_START = ("too low", "not from the start posture")
"""Why movements do not count where angles count from the wrong pose; steps and fidgets are nobody's fault."""

_POSTURE = {
    "sitting": "sitting",
    "hook_lying": "on the back, knees up",
    "supine": "on the back, legs straight",
    "side_lying": "on the side",
    "prone": "on the belly",
}

_BE_STILL = {"standing": "stand still", "sitting": "sit still"}


def not_begun(posture: str) -> str:
    """Return in words that the start pose of an exercise in a posture was not seen yet."""
    return f"not begun: no second of rest {_POSTURE[posture]} was seen"


def moved_rest(moved_deg: float) -> str:
    """Return in words that the standing rest lies elsewhere than in the calibration."""
    return (
        f"the standing pose moved by {moved_deg:.0f} degrees since the calibration: "
        "the strap slipped or the person stands differently; angles count from the new pose"
    )


def none_counts(missed: Iterable[str], posture: str) -> str:
    """Return in words that movements are seen time and again, and none counts; empty when that is not so.

    Parameters
    ----------
    missed : iterable of str
        Why the last movements did not count, in time order: those since the last one that did.
    posture : str
        The exercise starts in.
    """
    off = [why for why in missed if why in OFF_THE_START]
    if len(off) < IN_A_ROW:
        return ""
    be_still = _BE_STILL.get(posture, "lie still")
    return f"movements seen, none counted ({off[-1]}): {be_still} for two seconds, then go on"
