"""A new step begins at its top: the page would stay where the one before was scrolled to."""

import streamlit as st

_HTML = "<span hidden></span>"

_JS = """
const shown = new WeakMap();

export default function ({ parentElement, data }) {
  const before = shown.get(parentElement);
  shown.set(parentElement, data.step);
  if (before !== undefined && before !== data.step) {
    document.querySelector('[data-testid="stMain"]')?.scrollTo({ top: 0, behavior: "instant" });
  }
}
"""

_top = st.components.v2.component("rehab_top", html=_HTML, js=_JS)


def show(step: str) -> None:
    """Go to the top of the page when the step is another one than before."""
    _top(key="today_top", data={"step": step})
