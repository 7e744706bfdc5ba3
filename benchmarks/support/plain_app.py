"""What one would write without this dashboard: all points in ``st.line_chart``, a number to choose with."""

import tempfile
from pathlib import Path

import streamlit as st

from analysis import analyze
from analysis.results import SessionResult
from sensing import read_recording


@st.cache_resource
def analysed(name: str, data: bytes) -> SessionResult:
    """Read and analyse an uploaded recording."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        return analyze(read_recording(path))


st.title("Review")
file = st.file_uploader("Recording")
if file is not None:
    result = analysed(file.name, file.getvalue())
    repetitions = [each for one in result.sets for each in one.repetitions]
    st.line_chart(result.thigh_angle, x="time_s", y="thigh_angle_deg")
    number = int(st.number_input("Repetition", 1, len(repetitions), 1))
    st.subheader(f"Repetition {number}, peak {repetitions[number - 1].peak_angle_deg:.0f}")
