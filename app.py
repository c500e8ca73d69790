"""The directory as an ASGI app: `streamlit run app.py` and `uvicorn app:app` both serve it."""

from directory.web import create_app

app = create_app()
