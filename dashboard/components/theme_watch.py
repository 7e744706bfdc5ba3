"""Draw the page anew when its theme changes: what a chart is painted with was chosen for the other one.

Streamlit restyles what it drew itself and asks nobody, so a canvas would keep dark letters on dark ground.
"""

import streamlit as st

from dashboard.components.style import is_dark

_JS = """
let told;
export default function ({ data, setTriggerValue }) {
  const app = document.querySelector('[data-testid="stApp"]');
  told ??= data.scheme;
  const look = () => {
    const scheme = getComputedStyle(app).colorScheme;
    if (scheme === told) return;
    told = scheme;
    setTriggerValue("scheme", scheme);
  };
  const observer = new MutationObserver(look);
  observer.observe(app, { attributes: true, attributeFilter: ["class", "style"] });
  look();
  return () => observer.disconnect();
}
"""

_watch = st.components.v2.component("rehab_theme_watch", js=_JS)


def watch() -> None:
    """Watch the theme; shows nothing."""
    with st.container(key="rt_theme_watch"):
        scheme = "dark" if is_dark() else "light"
        _watch(key="theme_watch", data={"scheme": scheme}, on_scheme_change=lambda: None, height=1)
