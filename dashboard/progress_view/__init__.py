"""Progress over weeks as tables and charts; nothing here knows Streamlit."""
