"""The page Program."""

import streamlit as st

st.title("Program")
