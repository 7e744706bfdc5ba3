"""The Streamlit entry: which pages there are. Everything else stands in the pages."""

from pathlib import Path

import streamlit as st

from dashboard import warm_up
from dashboard.components import address, footer, outlived, style, theme_watch
from dashboard.memory import freezer
from dashboard.words import LANGUAGES, language_of, text

ICONS = {
    "home": ":material/home:",
    "today": ":material/today:",
    "review": ":material/show_chart:",
    "program": ":material/checklist:",
    "progress": ":material/calendar_month:",
}


def pages(language: str) -> list[st.Page]:
    """Return the pages, named in a language."""
    return [
        st.Page(
            f"app_pages/{name}.py",
            title=text(f"page.{name}", language),
            icon=icon,
            url_path=name,
            default=name == "home",
        )
        for name, icon in ICONS.items()
    ]


ICON = Path(__file__).parent / "components" / "icon.svg"

# The icon comes first: Streamlit would fetch that of the page for the browser's tab from another server.
# Without an entry of ours the menu would be hidden, and with it the choice between light and dark.
st.set_page_config(
    page_icon=ICON,
    layout="wide",
    menu_items={"About": f"Rehab tracker: exercises counted and measured. {footer.CAUTION}"},
)
page = st.navigation(pages(LANGUAGES[0]), position="top")
# The page Today speaks the browser's language; the others speak English.
language = language_of(st.context.locale) if page.url_path == "today" else LANGUAGES[0]
if language != LANGUAGES[0]:
    page = st.navigation(pages(language), position="top")
st.set_page_config(page_title=f"{page.title} · Rehab tracker")
address.remember()
style.show()
content, foot = st.container(key="page"), st.container(key="foot")
with foot:  # first, so that a page that stops early has it as well
    footer.show(language)
    outlived.watch()
    theme_watch.watch()
with content:
    page.run()
freezer.freeze()
warm_up.let_go(dark=style.is_dark())
