"""Partners assess themselves: a small web application around attain."""

from .app import create_app, from_environment

__all__ = ["create_app", "from_environment"]
