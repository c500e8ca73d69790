"""The measure for the Find page: a Streamlit page with as many widgets and cards and no search.

Run by `benchmarks.page` with `streamlit run`. Everything on it is stock Streamlit.
"""

import streamlit as st

WIDGETS = 70
CARDS = 25

st.set_page_config(layout="wide")
side, main = st.columns([1, 2.6])
with side:
    st.text_input("Where", "90012")
    chosen = [st.checkbox(f"Option {number}") for number in range(WIDGETS)]
with main:
    st.subheader(f"{sum(chosen)} chosen")
    for number in range(CARDS):
        with st.container(border=True):
            st.markdown(f"**Tomorrow 7 PM** · {number / 10} mi")
            st.markdown(f"### Entry {number} of {sum(chosen)}")
            st.markdown("AA meeting · In person · Wheelchair access")
            st.markdown("Community Church, 100 Main St, Los Angeles, CA 90012")
            st.button("Directions", key=f"go-{number}")
