"""The Streamlit entry: which pages there are. Everything else stands in the pages."""

import streamlit as st

from dashboard.components import address

PAGES = (
    st.Page("app_pages/home.py", title="Home", icon=":material/home:", url_path="home", default=True),
    st.Page("app_pages/review.py", title="Review", icon=":material/show_chart:", url_path="review"),
    st.Page("app_pages/program.py", title="Program", icon=":material/checklist:", url_path="program"),
    st.Page("app_pages/progress.py", title="Progress", icon=":material/calendar_month:", url_path="progress"),
)

st.set_page_config(page_title="Rehab tracker", page_icon=":material/accessibility_new:", layout="wide")
page = st.navigation(PAGES, position="top")
address.remember()
page.run()
