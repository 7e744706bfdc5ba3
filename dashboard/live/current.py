"""The hub of this process: made when first asked for, stopped with the server."""

import threading

from dashboard.live.hub import Hub


class _Current:
    hub: Hub | None = None
    lock = threading.Lock()


def current_hub() -> Hub:
    """Return the hub of this process, started."""
    with _Current.lock:
        if _Current.hub is None:
            _Current.hub = Hub()
        _Current.hub.start()
        return _Current.hub


def stop_hub() -> None:
    """Stop the hub of this process, if there is one."""
    with _Current.lock:
        hub, _Current.hub = _Current.hub, None
    if hub is not None:
        hub.stop()
