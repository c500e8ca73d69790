"""The measure for what a visitor costs: a Streamlit page with nothing on it but a line."""

import streamlit as st

st.write("Nothing here")
