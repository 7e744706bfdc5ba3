"""The collector's parts, each by itself: pauses, watches, waiting, words for faults, and what was seen."""

import asyncio
import importlib.util
import random
import subprocess
import sys
from pathlib import Path

import pytest

from sensing.bluetooth.backoff import Backoff
from sensing.bluetooth.faults import LinkError, explain, not_found, other_services
from sensing.bluetooth.seen import best_driver
from sensing.bluetooth.waiting import let_end, within
from sensing.bluetooth.watchdog import RateWatch, Silence
from sensing.drivers import Match, get_driver, list_drivers
from sensing.errors import SourceError

exc = pytest.importorskip("bleak.exc", reason="needs bleak: python -m pip install 'rehab-tracker[ble]'")
Reason = exc.BleakBluetoothNotAvailableReason


class Clock:
    def __init__(self):
        self.now_s = 100.0

    def __call__(self):
        return self.now_s


def test_pauses_double_up_to_a_limit_and_begin_again_after_samples():
    backoff = Backoff(0.25, 2.0, random.Random(1))
    limits = [0.25, 0.5, 1.0, 2.0, 2.0, 2.0]
    for limit in limits:
        assert limit / 2 <= backoff.pause_s() <= limit
    backoff.reset()
    assert backoff.pause_s() <= 0.25


def test_pauses_of_two_sensors_differ():
    one, other = Backoff(0.25, 2.0), Backoff(0.25, 2.0)
    assert [one.pause_s() for _ in range(5)] != [other.pause_s() for _ in range(5)]


@pytest.fixture
def slept(monkeypatch):
    """Let sleeping move a clock, by more than was asked for where a test says so."""
    clock = Clock()
    clock.too_long = []
    clock.done = lambda _: None

    async def sleep(seconds):
        clock.now_s += seconds + (clock.too_long.pop(0) if clock.too_long else 0.0)
        clock.done(clock.now_s)

    monkeypatch.setattr(asyncio, "sleep", sleep)
    return clock


def test_silence_is_told_after_its_limit(slept):
    asyncio.run(Silence(2.0, slept).wait())
    assert slept.now_s == pytest.approx(102.0)


def test_silence_counts_from_the_last_samples(slept):
    silence = Silence(2.0, slept)
    slept.done = lambda now_s: silence.heard() if now_s < 109 else None
    asyncio.run(silence.wait())
    assert slept.now_s == pytest.approx(110.0)


def test_a_computer_that_stood_still_is_no_silence(slept):
    slept.too_long = [600.0, 0.0]
    asyncio.run(Silence(2.0, slept).wait())
    assert slept.now_s == pytest.approx(100.0 + 2.0 + 600.0 + 2.0)


@pytest.mark.parametrize(
    ("sent_hz", "told"), [(100, False), (80, False), (60, True), (10, True), (200, True)]
)
def test_a_wrong_rate_is_told_when_it_lasts(sent_hz, told):
    clock = Clock()
    watch = RateWatch(100.0, 5.0, now=clock)
    found = []
    for _ in range(15 * sent_hz):
        clock.now_s += 1.0 / sent_hz
        watch.meter.add(clock.now_s, 1)
        found.append(watch.off())
    assert any(found) == told
    if told:
        assert found[-1] == pytest.approx(sent_hz, rel=0.05)
        assert not any(found[: 5 * sent_hz])


def test_a_wrong_rate_is_not_told_too_soon_again():
    clock = Clock()
    watch = RateWatch(100.0, 5.0, quiet_until_s=130.0, now=clock)
    for _ in range(200):
        clock.now_s += 0.1
        watch.meter.add(clock.now_s, 1)
        assert watch.off() is None
    for _ in range(101):
        clock.now_s += 0.1
        watch.meter.add(clock.now_s, 1)
    assert watch.off() == pytest.approx(10.0, rel=0.1)


def test_waiting_ends_even_if_what_is_waited_for_does_not():
    async def test():
        stubborn = []

        async def never():
            while True:
                try:
                    await asyncio.Event().wait()
                except asyncio.CancelledError:
                    stubborn.append(True)
                    if len(stubborn) > 1:
                        raise

        loop = asyncio.get_running_loop()
        began = loop.time()
        with pytest.raises(TimeoutError):
            await within(0.01, never())
        await let_end(0.01, never())
        assert loop.time() - began < 5.0
        await asyncio.sleep(0)
        assert stubborn == [True]

    asyncio.run(test())


def test_waiting_ends_with_the_link():
    async def test():
        lost = asyncio.get_running_loop().create_future()
        asyncio.get_running_loop().call_soon(lost.set_exception, LinkError("gone"))
        with pytest.raises(LinkError, match="gone"):
            await within(60.0, asyncio.Event().wait(), lost)
        assert await within(60.0, asyncio.sleep(0, "done")) == "done"

    asyncio.run(test())


def test_what_the_system_cancels_is_a_fault_and_no_cancellation():
    async def test():
        async def cancelled():
            raise asyncio.CancelledError

        with pytest.raises(ConnectionAbortedError):
            await within(1.0, cancelled())

    asyncio.run(test())


def dbus(name):
    return exc.BleakDBusError(name, ["details"])


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (
            exc.BleakBluetoothNotAvailableError("x", Reason.POWERED_OFF),
            "Bluetooth is switched off. Switch it on",
        ),
        (
            exc.BleakBluetoothNotAvailableError("x", Reason.NO_BLUETOOTH),
            "no Bluetooth adapter that can be used",
        ),
        (exc.BleakBluetoothNotAvailableError("x", Reason.DENIED_BY_USER), "privacy settings"),
        (exc.BleakBluetoothNotAvailableError("x", Reason.UNKNOWN), "Switch it off and on"),
        (dbus("org.freedesktop.DBus.Error.AccessDenied"), "usermod -aG bluetooth"),
        (dbus("org.freedesktop.DBus.Error.ServiceUnknown"), "systemctl start bluetooth"),
        (dbus("org.bluez.Error.NotReady"), "Bluetooth is switched off"),
        (dbus("org.bluez.Error.InProgress"), "Another program uses Bluetooth"),
        (dbus("org.bluez.Error.Failed"), "Bluetooth failed when connecting to WT901"),
        (FileNotFoundError(2, "No such file"), "systemctl start bluetooth"),
        (exc.BleakError("Thread is configured for Windows GUI but callbacks are not working."), "own"),
        (exc.BleakCharacteristicNotFoundError("1234"), "remember the old one"),
        (TimeoutError(), "There was no answer when connecting to WT901"),
        (exc.BleakError("le-connection\x1b[31m-abort"), "le-connection?[31m-abort"),
    ],
)
def test_faults_are_one_plain_line_with_a_cure(error, words):
    fault = explain(error, "connecting to WT901")
    assert isinstance(fault, SourceError)
    text = str(fault)
    assert words in text
    assert "\n" not in text
    assert "Error" not in text.replace("org.bluez.Error.Failed", "")
    assert text.count(". ") >= 1


@pytest.mark.parametrize(
    ("host", "words"),
    [("Linux", "bluetoothctl remove"), ("Windows", "Remove the device"), ("macOS", "Switch Bluetooth off")],
)
def test_each_system_forgets_in_its_own_way(host, words):
    assert words in str(other_services("connecting", host))


def test_identifiers_of_macos_are_explained_there_only():
    assert "another identifier on every computer" in str(not_found("X", "macOS"))
    assert "identifier" not in str(not_found("X", "Linux"))


@pytest.mark.parametrize("driver", list_drivers(), ids=lambda driver: driver.name)
def test_the_best_driver_is_chosen(driver):
    assert best_driver("Anything WT", (driver.service,)) == (
        (driver, Match.SURE) if driver.name == "witmotion" else (driver, Match.SERVICE)
    )
    assert best_driver(None, (driver.service.upper(),)) == (driver, Match.SERVICE)


def test_no_driver_where_none_fits():
    assert best_driver("Headphones", ("0000180f-0000-1000-8000-00805f9b34fb",)) == (None, None)
    assert best_driver("WT901", ()) == (get_driver("witmotion"), Match.NAME)


def test_sensing_imports_without_bleak_and_says_what_is_missing():
    code = (
        "import sys; sys.modules['bleak'] = None\n"
        "import sensing.collector, sensing.bluetooth.radio\n"
        "try:\n    sensing.collector.Collector('x')\n"
        "except Exception as error:\n    print(type(error).__name__, error)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.startswith(
        "MissingExtraError A Bluetooth sensor needs the package 'bleak'. Install it"
    )


def test_macos_alone_tells_the_signal_during_a_connection():
    """What docs/bluetooth.md says of bleak, and what the collector relies on."""
    spec = importlib.util.find_spec("bleak.backends")
    folder = Path(spec.submodule_search_locations[0])
    can = [one.parent.name for one in folder.glob("*/client.py") if "def get_rssi(" in one.read_text("utf-8")]
    assert can == ["corebluetooth"]


def test_the_collector_does_not_load_bleak_before_it_is_used():
    code = "import sys, sensing.collector; print('bleak' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
