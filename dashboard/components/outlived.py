"""Load a page anew when the server that drew it is gone and another one answers.

Streamlit connects again and leaves the page as it was, but the new server knows nothing of it: buttons within
a fragment would do nothing, without a word.
"""

import streamlit as st

from dashboard.server_run import RUN

_JS = """
export default function ({ data }) {
  const app = document.querySelector('[data-testid="stApp"]');
  const connected = () => app.dataset.testConnectionState === "CONNECTED";
  let away = false;
  const observer = new MutationObserver(async () => {
    if (!connected()) { away = true; return; }
    if (!away) return;
    away = false;
    const answer = await fetch("/about", { cache: "no-store" });
    if (answer.ok && (await answer.json()).run !== data.run) location.reload();
  });
  observer.observe(app, { attributes: true, attributeFilter: ["data-test-connection-state"] });
  return () => observer.disconnect();
}
"""

_watch = st.components.v2.component("rehab_outlived", js=_JS)


def watch() -> None:
    """Watch the connection; shows nothing."""
    with st.container(key="rt_outlived"):
        _watch(key="outlived", data={"run": RUN}, height=1)
