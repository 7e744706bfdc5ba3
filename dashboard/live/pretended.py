"""A simulated sensor in reach, for `rehab demo --simulate`: looked for, chosen and worn like a real one."""

import os

SWITCH = "REHAB_SIMULATED_SENSOR"
"""Environment variable: where it is 1, this sensor is in reach and no radio is asked for others."""

ADDRESS = "simulated"

SIGNAL_DBM = -55.0
BATTERY_PERCENT = 80.0


def wanted() -> bool:
    """Return whether the sensor is in reach."""
    return os.environ.get(SWITCH) == "1"
