"""The directory as an ASGI app: `streamlit run app.py` and `uvicorn app:app` both serve it."""

import streamlit as st

from directory.web import MIDDLEWARE, ROUTES, SCRIPT, lifespan

# Streamlit looks for a call of `st.App` in this file, by that name.
app = st.App(SCRIPT, lifespan=lifespan, routes=ROUTES, middleware=MIDDLEWARE)
