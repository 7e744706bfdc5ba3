"""Which run of the server this is: what a page was drawn by is gone after a restart."""

import secrets

RUN = secrets.token_hex(8)
"""Different each time that the server is started."""
