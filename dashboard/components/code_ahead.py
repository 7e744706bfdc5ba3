"""Let the browser fetch the code of charts and tables while a person still looks for a file.

Streamlit loads the code of an element when the first one is to be drawn: for a session that is some hundred
files, most of them Vega's, just when the person waits for the chart.
"""

from functools import cache
from pathlib import Path

import streamlit as st

PIECES = (
    "ArrowVegaLiteChart", "embed", "vega-interpreter", "DataFrame", "DownloadButton", "PageLink", "Button",
    "axios",
)  # fmt: skip
"""Of Streamlit's scripts: an upload, and what the page Review shows of a session. One that a later version
calls otherwise is left out, and fetched when it is needed."""

_JS = """
export default function ({ data }) {
  const fetchAll = () => data.scripts.split(" ").forEach(
    name => import(location.origin + "/static/js/" + name).catch(() => {}));
  if (window.requestIdleCallback) requestIdleCallback(fetchAll, { timeout: 2000 });
  else setTimeout(fetchAll, 300);
}
"""

_ahead = st.components.v2.component("rehab_code_ahead", js=_JS)


@cache
def scripts() -> tuple[str, ...]:
    """Return the file names of the pieces in this Streamlit; each ends in a digest of its content."""
    folder = Path(st.__file__).parent / "static" / "static" / "js"
    return tuple(path.name for piece in PIECES for path in sorted(folder.glob(f"{piece}.*.js")))


def fetch() -> None:
    """Let the browser fetch them once it has nothing else to do; shows nothing."""
    with st.container(key="rt_code_ahead"):  # one string: for a list Streamlit would import pandas
        _ahead(key="code_ahead", data={"scripts": " ".join(scripts())}, height=1)
