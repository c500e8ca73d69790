"""The measure for the map: an empty Streamlit page with the same pins on `st.pydeck_chart`.

Run by `benchmarks.streets` with `streamlit run`. Everything on it is stock Streamlit. It draws no
land at all: the map that it would load by itself lies on another server.
"""

import json
import os
from pathlib import Path

import pydeck as pdk
import streamlit as st

pins = json.loads(Path(os.environ["DIRECTORY_CATALOG"]).with_name("pins.json").read_bytes())
latitude, longitude, zoom = pins["view"]
st.set_page_config(layout="wide")
st.pydeck_chart(
    pdk.Deck(
        # Without one of its own, Streamlit takes a style from another server.
        map_style='data:application/json,{"version":8,"sources":{},"layers":[]}',
        initial_view_state=pdk.ViewState(latitude=latitude, longitude=longitude, zoom=zoom),
        layers=[
            pdk.Layer(
                "ScatterplotLayer",
                pins["places"],
                get_position="-",
                get_radius=8,
                radius_units="'pixels'",
                get_fill_color=[30, 90, 90],
            )
        ],
    )
)
