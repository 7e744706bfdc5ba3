"""Let the browser fetch and compile the code of charts and tables while a person still looks for a file.

Streamlit loads the code of an element when the first one is to be drawn: for a session that is some hundred
files, most of them Vega's, just when the person waits for the chart. And the first chart takes a browser half
as long again as the next, so one is drawn where nobody sees it.
"""

from functools import cache
from pathlib import Path
from typing import Any

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

_Y = {"field": "y", "type": "quantitative"}
_LAYERS = [
    {"mark": {"type": "rect", "clip": True}, "encoding": {"x2": {"field": "end"}}},
    {"mark": {"type": "line", "clip": True}, "encoding": {"y": _Y}},
    {
        "mark": {"type": "point", "filled": True},
        "encoding": {
            "y": _Y,
            "color": {"field": "kind", "type": "nominal", "legend": None},
            "shape": {"field": "kind", "type": "nominal", "legend": None},
        },
        "params": [{"name": "chosen", "select": {"type": "point", "fields": ["x"], "on": "click"}}],
    },
    {
        "mark": "text",
        "encoding": {"text": {"condition": {"test": "datum.y > 0", "field": "kind"}, "value": ""}},
    },
]
"""The kinds of marks that the chart of a recording is made of."""

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
        st.vega_lite_chart(spec=first_chart(), width=300)


def first_chart() -> dict[str, Any]:
    """Return a small chart of what that of a recording consists of, its rows made by the browser."""
    x = {"field": "x", "type": "quantitative"}
    window = {"name": "window", "select": {"type": "interval", "encodings": ["x"]}, "value": {"x": [0, 50]}}
    detail = {**x, "axis": {"labelExpr": "datum.label + ' s'"}, "scale": {"domain": {"param": "window"}}}
    rows = {"y": "sin(datum.x / 9)", "end": "datum.x + 5", "kind": "datum.x % 2 ? 'a' : 'b'"}
    return {
        "data": {"sequence": {"start": 0, "stop": 200, "as": "x"}},
        "transform": [
            *({"calculate": how, "as": name} for name, how in rows.items()),
            {"filter": "!window.x || (datum.x < window.x[1] && datum.end > window.x[0])"},
        ],
        "vconcat": [
            {"layer": _LAYERS, "encoding": {"x": detail}, "height": 60},
            {"mark": "line", "encoding": {"x": x, "y": _Y}, "params": [window]},
        ],
        "usermeta": {"embedOptions": {"renderer": "canvas"}},
    }
