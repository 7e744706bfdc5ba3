"""The look of what Streamlit's theme does not reach: tokens that follow light and dark, and a few classes.

``light-dark()`` answers to the colour scheme that Streamlit sets for the theme chosen, so nothing here asks
which one that is. Colours of a status mark edges and grounds; text stays in the colour of the text.
"""

import streamlit as st

TOKENS = """
:root {
  --rt-ink: light-dark(#16242E, #E9EFF3);
  --rt-quiet: light-dark(#465863, #B4C2CC);
  --rt-line: light-dark(#C9D5DD, #3B4A55);
  --rt-ground: light-dark(#FFFFFF, #11181D);
  --rt-panel: light-dark(#F1F5F8, #1C262D);
  --rt-link: light-dark(#00548A, #8CC8F5);
  --rt-green: #009E73;
  --rt-orange: #E69F00;
  --rt-sky: #56B4E9;
  --rt-vermillion: #D55E00;
  --rt-purple: #CC79A7;
  --rt-blue: #0072B2;
  --rt-wash: 14%;
  --rt-radius: 0.6rem;
  --rt-gap: 1rem;
}
"""
"""Colours, spaces and corners. The six hues are those of `dashboard.components.palette`; a ground in one of
them is ``color-mix(in srgb, var(--rt-green) var(--rt-wash), transparent)``, light enough for text on it."""

CLASSES = """
.rt-quiet { color: var(--rt-quiet); }
.rt-name { color: var(--rt-quiet); font-weight: 650; margin: 0 0 -1.6rem; }
.rt-line { max-width: 48rem; }
.rt-large { font-size: 1.35rem; line-height: 1.35; }
.rt-told { line-height: 1.7; margin: 0; padding-left: 1.2rem; }
.rt-number { font-variant-numeric: tabular-nums; }
.rt-card {
  background: var(--rt-panel);
  border: 1px solid var(--rt-line);
  border-radius: var(--rt-radius);
  padding: var(--rt-gap);
}
.rt-table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
.rt-table caption { text-align: left; color: var(--rt-quiet); padding-bottom: 0.4rem; }
.rt-table th, .rt-table td {
  border-bottom: 1px solid var(--rt-line);
  padding: 0.45rem 0.75rem 0.45rem 0;
  text-align: left;
  vertical-align: top;
}
.rt-table thead th { color: var(--rt-quiet); font-weight: 600; }
.rt-scroll { overflow-x: auto; }
"""

PAGE = """
/* Across the room, on a screen wider than any desk's: all sizes are in rem. */
@media (min-width: 2561px) {
  html { font-size: min(calc(18px + (100vw - 2560px) * 0.0125), 40px); }
}
.stMainBlockContainer { max-width: 88rem; margin-inline: auto; }
.stHorizontalBlock { row-gap: 1rem; }
@media (max-width: 640px) {
  .stMainBlockContainer { padding-inline: 1rem; }
  .st-key-screen_picker .stElementContainer:has(.stSelectbox) { min-width: 100%; }
  .stMainBlockContainer h1 { font-size: 1.7rem; }
}
[data-testid="stCaptionContainer"], [data-testid="stCaptionContainer"] p {
  color: var(--rt-quiet);
  opacity: 1;
}
.stButtonGroup button[data-selected="true"], .stButtonGroup button[data-selected="true"] * {
  color: var(--rt-ink);
}
.st-key-rt_outlived, .st-key-rt_theme_watch, .st-key-rt_code_ahead {
  position: absolute;
  width: 1px;
  overflow: hidden;
  visibility: hidden;
}
.rt-foot {
  border-top: 1px solid var(--rt-line);
  color: var(--rt-quiet);
  font-size: 0.9rem;
  margin-top: 2.5rem;
  padding-top: 0.9rem;
}
.st-key-home_doors > div { flex-grow: 1; }
/* What has the focus is seen: Streamlit tints its links by a shade, and leaves the tools of charts hidden. */
:is(a, button, summary):focus-visible {
  box-shadow: none !important;
  outline: 3px solid var(--rt-link) !important;
  outline-offset: 1px;
}
[data-testid="stElementToolbar"]:focus-within { opacity: 1 !important; }
@media (forced-colors: active) {
  /* Grounds are taken away then, and with them what tells the chosen one. */
  .stButtonGroup button[data-selected="true"], .stButtonGroup [aria-checked="true"] {
    outline: 3px solid Highlight;
    outline-offset: -3px;
  }
}
@media (hover: none) { .stButton kbd { display: none; } }
@media (prefers-reduced-motion: reduce) {
  *, *::before, *::after { animation-duration: 0.01ms !important; transition-duration: 0.01ms !important; }
}
"""

PAPER = """
@media print {
  @page { size: A4; margin: 14mm; }
  :root, .stApp { color-scheme: light !important; background: #fff !important; color: #000 !important; }
  .stApp h1, .stApp h2, .stApp h3, .stApp p { color: #000 !important; }
  .stMainBlockContainer { padding: 0 !important; max-width: none !important; }
  header[data-testid="stHeader"], .stButton, .stDownloadButton, .stFileUploader, .stButtonGroup, .stPopover,
  .stPageLink, .stExpander:not(:has(details[open])),
  .stElementContainer:has(.stDataFrame) { display: none !important; }
  .stAlertContainer { background: none !important; border: 1px solid #999; }
  .stAlertContainer * { color: #000 !important; }
  .stVegaLiteChart { break-inside: avoid; }
  .rt-scroll { overflow: visible; }
  .rt-scroll .rt-table { font-size: 8.5pt; }
}
"""
"""On paper: only what is to be read, black on white. Of a `st.dataframe` paper would show the first rows."""

DARK_PAPER = """
@media print {
  .stVegaLiteChart :is(canvas, svg.marks) { filter: invert(1) hue-rotate(180deg) brightness(1.14); }
}
"""
"""Charts are painted for the theme that is shown; turned over, light and dark change places, hues stay. The
dark ground (`dashboard.review.chart_axes.DARK`) turns to #E1E8EE, which the brightness makes white."""

SIZE_TOLD = "screen_size"
"""Where `dashboard.components.theme_watch` keeps what the browser says of its screen."""

EVERYWHERE = TOKENS + CLASSES + PAGE + PAPER
"""What every page has from the start (`dashboard.entry_page`). Given by a run, it would come late: for a
moment captions would be too faint, and the page would move."""


def show() -> None:
    """Put into the page what depends on the theme; called once a run, before the page."""
    if is_dark():
        add(DARK_PAPER)


def is_dark() -> bool:
    """Return whether the dark theme is shown."""
    return bool(st.context.theme.type == "dark")


def size() -> float:
    """Return how much larger the page is drawn than at a desk: 1, more on a screen across the room."""
    told = st.session_state.get(SIZE_TOLD)
    return float(told) if told else 1.0


def add(css: str) -> None:
    """Put further rules into the page; they may use the tokens. Takes up no space."""
    st.html(f"<style>{css}</style>")
