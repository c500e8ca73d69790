"""The script that Streamlit runs for every visitor: it picks the page."""

import streamlit as st

from directory.ui.page import page_file

st.navigation(
    [
        st.Page(page_file("find"), title="Find", default=True),
        st.Page(page_file("help"), title="Help now", url_path="help"),
        st.Page(page_file("about"), title="About", url_path="about"),
        st.Page(page_file("catalog"), title="Catalog", url_path="catalog"),
    ],
    position="hidden",
).run()
