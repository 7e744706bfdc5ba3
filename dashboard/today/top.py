"""What Streamlit does not do by itself: a new step begins at its top, and the page says its language.

Without it the page would stay where the step before was scrolled to, and a reader would pronounce every word
as English.
"""

import streamlit as st

from dashboard.today.language import language

_HTML = "<span hidden></span>"

_JS = """
const shown = new WeakMap();
const root = document.documentElement;
const usual = root.lang;

export default function ({ parentElement, data }) {
  root.lang = data.language;
  const before = shown.get(parentElement);
  shown.set(parentElement, data.step);
  if (before !== undefined && before !== data.step) {
    document.querySelector('[data-testid="stMain"]')?.scrollTo({ top: 0, behavior: "instant" });
  }
  return () => { root.lang = usual; };
}
"""

_top = st.components.v2.component("rehab_top", html=_HTML, js=_JS)


def show(step: str) -> None:
    """Go to the top of the page when the step is another one than before."""
    _top(key="today_top", data={"step": step, "language": language()})
