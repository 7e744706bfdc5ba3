"""A button that opens the browser's own print dialogue."""

import streamlit as st

_HTML = '<button type="button">Print</button>'

_CSS = """
button {
  font: inherit; font-size: 0.875rem; color: var(--st-text-color); background: var(--st-background-color);
  border: 1px solid var(--st-widget-border-color, var(--st-border-color));
  border-radius: var(--st-button-radius); padding: 0.35rem 0.9rem; min-height: 2.5rem; cursor: pointer;
}
button:hover { border-color: var(--st-primary-color); }
button:focus-visible { outline: 3px solid var(--st-primary-color); outline-offset: 2px; }
"""

_JS = """
export default function ({ parentElement }) {
  parentElement.querySelector("button").onclick = () => window.print();
}
"""

_button = st.components.v2.component("rehab_print", html=_HTML, css=_CSS, js=_JS)


def show(key: str) -> None:
    """Show the button."""
    _button(key=key, width="content")
