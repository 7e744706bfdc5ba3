"""The server: the Streamlit app as an ASGI application."""

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import streamlit as st


@asynccontextmanager
async def _lifespan(_app: st.App) -> AsyncIterator[None]:
    """Take what is imported by now out of the garbage collector's sight.

    Streamlit collects garbage after every run of a page; walking all imported modules each time costs more
    than the page.
    """
    gc.collect()
    gc.freeze()
    yield


app = st.App(Path(__file__).with_name("app.py"), lifespan=_lifespan)
