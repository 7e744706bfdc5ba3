"""The Streamlit entry: which pages there are. Everything else stands in the pages."""

from pathlib import Path

import streamlit as st

from dashboard import warm_up
from dashboard.components import address, footer, outlived, style, theme_watch
from dashboard.memory import freezer
from dashboard.words import LANGUAGES, language_of

PAGES = (
    st.Page("app_pages/home.py", title="Home", icon=":material/home:", url_path="home", default=True),
    st.Page("app_pages/today.py", title="Today", icon=":material/today:", url_path="today"),
    st.Page("app_pages/review.py", title="Review", icon=":material/show_chart:", url_path="review"),
    st.Page("app_pages/program.py", title="Program", icon=":material/checklist:", url_path="program"),
    st.Page("app_pages/progress.py", title="Progress", icon=":material/calendar_month:", url_path="progress"),
)

ICON = Path(__file__).parent / "components" / "icon.svg"

# The icon comes first: Streamlit would fetch that of the page for the browser's tab from another server.
# Without an entry of ours the menu would be hidden, and with it the choice between light and dark.
st.set_page_config(
    page_icon=ICON,
    layout="wide",
    menu_items={"About": f"Rehab tracker: exercises counted and measured. {footer.CAUTION}"},
)
page = st.navigation(PAGES, position="top")
st.set_page_config(page_title=f"{page.title} · Rehab tracker")
address.remember()
style.show()
content, foot = st.container(key="page"), st.container(key="foot")
with foot:  # first, so that a page that stops early has it as well
    # The page Today speaks the browser's language; the others speak English.
    footer.show(language_of(st.context.locale) if page.url_path == "today" else LANGUAGES[0])
    outlived.watch()
    theme_watch.watch()
with content:
    page.run()
freezer.freeze()
warm_up.let_go()
