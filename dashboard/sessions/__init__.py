"""The sessions that the pages look at: examples and uploads, analysed; nothing here knows Streamlit."""
