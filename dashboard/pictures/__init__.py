"""Drawings of the exercises, made from the angles of a side-view figure."""

from dashboard.pictures.embedding import image
from dashboard.pictures.live_view import live_view
from dashboard.pictures.pictures import drawn, picture, scenes_of, strap_picture
from dashboard.pictures.shapes import standalone

__all__ = ["drawn", "image", "live_view", "picture", "scenes_of", "standalone", "strap_picture"]
