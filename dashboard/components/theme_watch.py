"""Draw the page anew when its theme or the size of its letters changes: its charts are painted for these.

Streamlit restyles what it drew itself and asks nobody, so a canvas would keep dark letters on dark ground,
and a chart on the wall the height and the letters of one on a desk.
"""

import streamlit as st

from dashboard.components.style import SIZE_TOLD, is_dark, size

DESK_PX, STEP = 18, 0.25
"""Height of letters at a desk (``baseFontSize``), and how finely it is followed."""

LARGEST = 3.0
"""More is not believed; `dashboard.components.style.PAGE` ends at 40 px."""

_JS = """
let told, size;
export default function ({ data, setTriggerValue }) {
  const app = document.querySelector('[data-testid="stApp"]');
  told ??= data.scheme;
  size = data.size;
  const look = () => {
    const scheme = getComputedStyle(app).colorScheme;
    if (scheme === told) return;
    told = scheme;
    setTriggerValue("scheme", scheme);
  };
  const measure = () => {
    const times = parseFloat(getComputedStyle(document.documentElement).fontSize) / data.desk;
    const here = Math.min(data.largest, Math.max(1, Math.round(times / data.step) * data.step));
    if (here === size) return;
    size = here;
    setTriggerValue("size", here);
  };
  const observer = new MutationObserver(look);
  observer.observe(app, { attributes: true, attributeFilter: ["class", "style"] });
  let waiting;
  const resized = () => { clearTimeout(waiting); waiting = setTimeout(measure, 300); };
  window.addEventListener("resize", resized);
  look();
  measure();
  return () => {
    observer.disconnect();
    clearTimeout(waiting);
    window.removeEventListener("resize", resized);
  };
}
"""

_watch = st.components.v2.component("rehab_theme_watch", js=_JS)


def watch() -> None:
    """Watch theme and size; shows nothing."""
    with st.container(key="rt_theme_watch"):
        _watch(
            key="theme_watch",
            data={
                "scheme": "dark" if is_dark() else "light",
                "size": size(),
                "desk": DESK_PX,
                "step": STEP,
                "largest": LARGEST,
            },
            on_scheme_change=lambda: None,
            on_size_change=_told,
            height=1,
        )


def _told() -> None:
    told = st.session_state["theme_watch"].size
    if isinstance(told, int | float) and not isinstance(told, bool):
        st.session_state[SIZE_TOLD] = min(max(float(told), 1.0), LARGEST)
