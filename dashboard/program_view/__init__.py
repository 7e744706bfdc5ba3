"""Prescribed against done as words and HTML; nothing here knows Streamlit."""
