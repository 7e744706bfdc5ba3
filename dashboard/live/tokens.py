"""Signed, short-lived tokens: the page gives one to its script, the websocket asks for it.

A token is good for one session and one viewer. It says nothing of the right to see the session, which is
asked again when the websocket opens.
"""

import hashlib
import secrets
from collections.abc import Callable

from itsdangerous import BadData, TimestampSigner, URLSafeTimedSerializer

from dashboard.records.viewer import Role, Viewer

LIFETIME_S = 120
"""From the page's script to the websocket takes a second; a page that reconnects later asks for a new one
(every run of the page's script makes one)."""

_SALT = "rehab-tracker live session"


class Tokens:
    """Makes and reads tokens.

    Parameters
    ----------
    key : bytes, optional
        By default a new one, so that no token outlives the server.
    now : callable, optional
        Seconds since 1970; another one makes tests quick.
    """

    def __init__(self, key: bytes | None = None, *, now: Callable[[], float] | None = None) -> None:
        class Signer(TimestampSigner):
            """Signs with the time of ``now``."""

            def get_timestamp(self) -> int:
                return super().get_timestamp() if now is None else int(now())

        self._serializer = URLSafeTimedSerializer(
            key or secrets.token_bytes(32),
            salt=_SALT,
            signer=Signer,
            signer_kwargs={"digest_method": hashlib.sha256},
        )

    def make(self, viewer: Viewer, session: str) -> str:
        """Return a token for a viewer and a session."""
        return self._serializer.dumps([session, viewer.account, viewer.role.value])

    def read(self, token: str, session: str) -> Viewer | None:
        """Return whom a token was made for; None when it is forged, too old or for another session."""
        try:
            said, account, role = self._serializer.loads(token, max_age=LIFETIME_S)
            return Viewer(account, Role(role)) if said == session else None
        except (BadData, ValueError, TypeError):
            return None
