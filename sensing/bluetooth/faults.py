"""What goes wrong with Bluetooth, in one plain line each, with its cure."""

import sys
from collections.abc import Iterator

from sensing.errors import SourceError
from sensing.wording import printable

HOST = {"win32": "Windows", "darwin": "macOS"}.get(sys.platform, "Linux")

RADIO_CURES = {
    "NO_BLUETOOTH": "This computer has no Bluetooth adapter that can be used. Plug one in (version 4.0 or "
    "newer)",
    "NO_BLE_CENTRAL_ROLE": "The Bluetooth adapter does not know Bluetooth Low Energy. Use one of version 4.0 "
    "or newer",
    "POWERED_OFF": "Bluetooth is switched off. Switch it on in the system's settings",
    "DENIED_BY_USER": "Using Bluetooth was not allowed. Allow it for this program in the system's privacy "
    "settings",
    "DENIED_BY_SYSTEM": "The system does not allow Bluetooth. Ask whoever looks after this computer; on "
    "Linux run 'sudo usermod -aG bluetooth $USER' and log in again",
}
"""By bleak's reasons for Bluetooth not being available."""

DBUS_CURES = (
    ("AccessDenied", RADIO_CURES["DENIED_BY_SYSTEM"]),
    ("NotAuthorized", RADIO_CURES["DENIED_BY_SYSTEM"]),
    ("ServiceUnknown", "The Bluetooth service is not running. Start it: sudo systemctl start bluetooth"),
    ("NoReply", "The Bluetooth service does not answer. Restart it: sudo systemctl restart bluetooth"),
    ("NotReady", RADIO_CURES["POWERED_OFF"]),
    ("InProgress", "Another program uses Bluetooth for the same. Close it, then try again"),
)
"""By the names of D-Bus errors, BlueZ's own among them."""

NO_SERVICE = f"{RADIO_CURES['NO_BLUETOOTH']}, or start its service: sudo systemctl start bluetooth"

APARTMENT = "Bluetooth cannot be used from this thread of Windows. Start rehab in a terminal of its own"


class LinkError(SourceError):
    """A connection could not be made, or has ended.

    Parameters
    ----------
    text : str
        What happened and what to do, for the person.
    final : bool, default False
        Whether trying again is pointless.
    """

    def __init__(self, text: str, *, final: bool = False) -> None:
        super().__init__(" ".join(text.split()))
        self.final = final


class NotSeenError(LinkError):
    """A sensor was searched for, for as long as that is worth it, and was not there."""


def explain(error: BaseException, doing: str) -> LinkError:
    """Return a fault of Bluetooth in words.

    Parameters
    ----------
    error : BaseException
        From bleak, from the system, or a `LinkError`, which is returned as it is.
    doing : str
        What was being done, such as ``"connecting to WT901"``.
    """
    if isinstance(error, LinkError):
        return error
    chain = list(_chain(error))
    names = [type(one).__name__ for one in chain]
    text = " ".join(str(one) for one in chain)
    if "BleakBluetoothNotAvailableError" in names:
        reason = getattr(getattr(error, "reason", None), "name", "")
        return LinkError(RADIO_CURES.get(reason, "Bluetooth cannot be used now. Switch it off and on"))
    dbus = " ".join(str(getattr(one, "dbus_error", "")) for one in chain)
    cure = next((cure for name, cure in DBUS_CURES if name in dbus), None)
    if cure is not None:
        return LinkError(cure)
    if "FileNotFoundError" in names:  # the socket of the system's message bus
        return LinkError(NO_SERVICE)
    if "Windows GUI" in text:
        return LinkError(APARTMENT, final=True)
    if "BleakCharacteristicNotFoundError" in names:
        return other_services(doing)
    if isinstance(error, TimeoutError):
        return LinkError(
            f"There was no answer when {doing}. Bring the sensor closer, or switch it off and on"
        )
    return LinkError(
        f"Bluetooth failed when {doing} ({printable(text.strip() or names[0], 120)}). Bring the sensor "
        "closer, and close any other program or phone that uses it"
    )


def other_services(doing: str, host: str = HOST) -> LinkError:
    """Return the fault of a sensor whose table of services is not what its driver knows."""
    forget = {
        "Windows": "Remove the device in the Bluetooth settings",
        "macOS": "Switch Bluetooth off and on",
        "Linux": "Remove it from the system's memory (bluetoothctl remove ADDRESS)",
    }[host]
    return LinkError(
        f"The sensor lacks what its protocol asks for, seen when {doing}. After an update of its firmware "
        f"the system may remember the old one. {forget} and try again; otherwise update the firmware "
        "with the maker's app",
        final=True,
    )


def not_found(address: str, host: str = HOST) -> NotSeenError:
    """Return the fault of a sensor that does not advertise."""
    other = "On macOS it has another identifier on every computer. " if host == "macOS" else ""
    return NotSeenError(
        f"The sensor {printable(address)} was not found. Switch it on, bring it closer, and close any phone "
        f"or other program that uses it. {other}'rehab scan' lists what is in reach"
    )


def _chain(error: BaseException) -> Iterator[BaseException]:
    """Yield an error and what it came from."""
    one: BaseException | None = error
    while one is not None:
        yield one
        one = one.__cause__ or one.__context__
