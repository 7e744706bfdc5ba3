"""How long everything may take: no await of the collector is without an end."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Time limits of the collector, in seconds.

    Attributes
    ----------
    find_s : float
        Search for a sensor: sensors advertise at least every 1 to 2 s, and some advertisements are missed.
    connect_s : float
        Connect and read the table of services (BlueZ and Windows take 20 to 30 s at worst).
    return_s : float
        A sensor whose link was just lost is called for so long, before it is searched for: so one of its
        advertisements is waited for, not two. Another sensor that was lost waits meanwhile.
    operation_s : float
        One write, read or subscription.
    disconnect_s : float
        Wait for a disconnection; Windows may take more than a minute, which nobody waits for.
    stop_s : float
        Tell a sensor to stop, altogether.
    silence_s : float or None
        A link without samples for so long is dead; None for the driver's own limit.
    retry_start_s : float
        A first connection that failed is tried again as long as no more time than this has passed.
    gone_s : float
        A sensor that has not come back for so long during a session is gone for good. Long enough to fetch it
        from the next room or to change its battery; what was recorded is safe meanwhile.
    first_pause_s, longest_pause_s : float
        Pauses between attempts, see `Backoff`.
    rate_check_s : float
        A received rate that is off by `RATE_SHARE` for so long means that the sensor's settings changed.
    """

    find_s: float = 12.0
    connect_s: float = 20.0
    return_s: float = 1.3
    operation_s: float = 4.0
    disconnect_s: float = 4.0
    stop_s: float = 2.0
    silence_s: float | None = None
    retry_start_s: float = 10.0
    gone_s: float = 300.0
    first_pause_s: float = 0.25
    longest_pause_s: float = 1.0
    rate_check_s: float = 5.0
