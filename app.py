"""The application that `flask` and gunicorn find."""

from survey import create_app

app = create_app()
