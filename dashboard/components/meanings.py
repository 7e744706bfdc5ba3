"""What the numbers mean, one click away from where they stand."""

import streamlit as st

from analysis.adherence_rules import load_rules
from analysis.metrics import HOLD_DROP_DEG, HOLD_DROP_SHARE


def show() -> None:
    """Show the button that explains the numbers."""
    rules = load_rules()
    with st.popover("What do these numbers mean?", icon=":material/help:"):
        st.markdown(
            f"""
**Angle.** The angle of the thigh against quiet standing (against the start posture on floor or chair),
bending forward positive. It equals hip flexion while pelvis and trunk stay upright. A forward lean
reads up to 30° low, so do not compare it with a goniometer in squats or with a bent trunk.

**Peak** is the angle at the turning point, **range** the way from the start to it. Where the thigh goes
back, as in a bridge, the peak is negative.

**Hold** is the time within {HOLD_DROP_DEG:g}° or {100 * HOLD_DROP_SHARE:g} % of the range of the peak,
whichever is more; **out** and **back** are the times before and after it.

**On target**: at most {rules.target_tolerance_deg:g}° below the target, not above the ceiling, and held
for at least {100 * rules.hold_share:g} % of the prescribed time. Only what is prescribed is asked for.

**Spread** is the standard deviation of the range within a set. **Change** is how much the range grew or
shrank from one repetition to the next.

**Smoothness** (spectral arc length): nearer 0 is smoother. **Out of plane**: how far the thigh left the
plane of movement.
"""
        )
