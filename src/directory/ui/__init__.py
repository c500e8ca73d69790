"""The Streamlit side of the page: state in the link, HTML from `directory.render`."""
