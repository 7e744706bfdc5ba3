"""The drivers there are. A new one is one file beside this one and one row here."""

from sensing.drivers import movella_dot, movesense, open_profile, witmotion
from sensing.drivers.driver import Driver
from sensing.errors import DriverError
from sensing.wording import printable

DRIVERS: tuple[Driver, ...] = (
    witmotion.DRIVER,
    movesense.DRIVER,
    open_profile.DRIVER,
    movella_dot.DRIVER,
)


def list_drivers() -> tuple[Driver, ...]:
    """Return all drivers, the first to be recommended first."""
    return DRIVERS


def get_driver(name: str) -> Driver:
    """Return a driver by its short name.

    Parameters
    ----------
    name : str
        Such as ``"witmotion"``; see `list_drivers`.

    Raises
    ------
    DriverError
        When there is none of that name.
    """
    for driver in DRIVERS:
        if driver.name == name:
            return driver
    known = ", ".join(driver.name for driver in DRIVERS)
    raise DriverError(f"no sensor driver is called '{printable(name)}'", mend=f"Use one of: {known}")
