"""The plain alternative to the live view: a chart drawn anew in a loop, from a source at 100 Hz."""

import math
import threading
import time
from collections import deque

import streamlit as st

WINDOW_S = 10.0
RATE_HZ = 100.0


@st.cache_resource
def samples() -> deque[tuple[float, float]]:
    """Return the last ten seconds of a source that runs in a thread."""
    kept: deque[tuple[float, float]] = deque(maxlen=int(WINDOW_S * RATE_HZ))

    def run() -> None:
        while True:
            now = time.time()
            kept.append((now, 30.0 + 30.0 * math.sin(now)))
            time.sleep(1.0 / RATE_HZ)

    threading.Thread(target=run, daemon=True).start()
    return kept


chart, told = st.empty(), st.empty()
source = samples()
while True:
    shown = list(source)
    if shown:
        chart.line_chart([angle for _, angle in shown])
        told.markdown(f"sample {shown[-1][0] * 1000.0:.0f}")
    time.sleep(0.1)
