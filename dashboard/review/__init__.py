"""What the page Review shows, as tables, numbers and words; nothing here knows Streamlit."""
