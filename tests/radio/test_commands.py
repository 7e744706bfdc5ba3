"""The commands with a sensor on the virtual radio: scan, record, doctor."""

import asyncio
import functools
import json
from dataclasses import replace

import numpy as np
import pytest
from click.testing import CliRunner
from virtual_radio.air import Air
from virtual_radio.host import VirtualHost
from virtual_radio.peripheral import Peripheral
from virtual_radio.sensors import SENSORS
from virtual_radio.warp import jumping_time

from analysis import analyze
from dashboard.cli import cli
from sensing import read_recording
from sensing.bluetooth import radio
from sensing.bluetooth.backend import Backend
from sensing.drivers import get_driver
from sensing.samples import STANDARD_GRAVITY
from sensing.simulation import simulate
from sensing.simulation.stream import short_session

ADDRESS = "F0:00:00:00:00:10"


class Headphones(Peripheral):
    name = "Headphones \x1b[31m"
    services = {"180F": {"2A19": Peripheral.read_only}}
    rate_hz, samples_per_packet, streams = 1.0, 1, False

    def forget(self):
        """Nothing to forget."""


@pytest.fixture
def rehab(monkeypatch, tmp_path):
    """Run ``rehab`` on a computer with a virtual adapter, sensors around it, in time that jumps."""
    monkeypatch.setenv("REHAB_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.chdir(tmp_path)

    def jump(main, **_):
        with jumping_time() as run_until_done:
            return run_until_done(main)

    def run(*arguments, sensors=(), powered=True):
        @functools.cache
        def host():  # not before there is an event loop
            made = VirtualHost(Air())
            made.powered = powered
            made.inhabitants = [make(made.air) for make in sensors]
            return made.backend

        def backend():
            host.cache_clear()
            return Backend(
                lambda seen: host().scanner(seen),
                lambda device, lost: host().client(device, lost),
                lambda services: host().connected(services),
            )

        monkeypatch.setattr(radio, "system_backend", backend)
        monkeypatch.setattr(asyncio, "run", jump)
        return CliRunner().invoke(cli, [str(argument) for argument in arguments])

    return run


def a_sensor(kind, *, recording=None, before=id):
    """Return how to make a sensor, worn as in a recording where one is given."""

    def make(air):
        sensor = SENSORS[kind](air, ADDRESS)
        if recording is not None:
            acc_g = recording.acc / STANDARD_GRAVITY
            gyr_deg_s = np.rad2deg(recording.gyr)
            start = {}

            def measure(number):
                at = number - start.setdefault("first", number)
                at = min(at, len(acc_g) - 1)
                return acc_g[at], gyr_deg_s[at]

            sensor.measure = measure
        before(sensor)
        return sensor

    return make


def test_scan(rehab):
    sensors = [a_sensor("witmotion"), lambda air: Headphones(air, "F0:00:00:00:00:99")]
    done = rehab("scan", sensors=sensors)
    assert done.exit_code == 0
    assert done.stdout == (
        f"{ADDRESS}  WT901BLE67  signal -50 dBm\n"
        "    WitMotion WT901BLE, recognised by its name alone: connecting shows whether it is one\n"
        "    driver: decoded from a real capture; "
        "not verified: 28-byte frames and commands: specification only\n"
        "1 other device in reach; --all lists them.\n"
    )
    assert "Headphones ?[31m" in rehab("scan", "--all", sensors=sensors).stdout
    document = json.loads(rehab("scan", "--json", sensors=sensors).stdout)
    assert [device["driver"] for device in document["devices"]] == ["witmotion", None]
    assert document["devices"][0]["match"] == "name only"


def test_scan_finds_nothing(rehab):
    assert rehab("scan", "--seconds", "1").stdout.startswith("No sensor was found. Switch it on")


def test_bluetooth_is_off(rehab):
    for arguments in (("scan",), ("record", "--sensor", ADDRESS)):
        done = rehab(*arguments, powered=False)
        assert done.exit_code == 1
        assert done.stderr == "rehab: Bluetooth is switched off. Switch it on in the system's settings\n"


@pytest.mark.parametrize("driver", sorted(SENSORS))
def test_a_session_over_the_radio_is_counted_as_it_was_scripted(rehab, tmp_path, driver):
    rate_hz = get_driver(driver).capabilities.default_rate_hz
    script = replace(short_session("leg_lift", "right", repetitions=3), rate_hz=rate_hz)
    made = simulate(script).recording
    done = rehab(
        *("record", "--sensor", ADDRESS, "-e", "leg_lift", "-s", "right", "-o", tmp_path),
        *("--seconds", made.duration_s - 1.0),
        sensors=[a_sensor(driver, recording=made)],
    )
    assert done.exit_code == 0, done.output
    assert "leg lift: 3 repetitions" in done.stdout
    (path,) = tmp_path.glob("*.parquet")
    recording = read_recording(path)
    assert recording.info.sensor.model == get_driver(driver).title
    assert recording.info.sensor.address == ADDRESS
    assert recording.info.placement.side == "right"
    assert recording.gaps == ()
    assert "time_fit_s" in recording.extra
    result = analyze(recording, exercise="leg_lift", side="right")
    assert [(one.exercise, len(one.repetitions)) for one in result.sets] == [("leg_lift", 3)]
    for way in ((), ("--raw",)):
        played = rehab("replay", path, "--speed", "0", *way)
        assert played.exit_code == 0, played.output
        assert played.stdout.endswith(", standing leg lift: 3 repetitions\n")


def test_a_lost_sensor_is_told_and_the_session_is_kept(rehab, tmp_path):
    def lost_later(sensor):
        async def leave():
            await asyncio.sleep(20.0)
            await sensor.drop_link()
            await asyncio.sleep(10.0)
            await sensor.drop_link(back=False)

        sensor.background.append(leave)

    done = rehab(
        *("record", "--sensor", ADDRESS, "-o", tmp_path),
        sensors=[a_sensor("movesense", before=lost_later)],
    )
    assert done.exit_code == 1
    assert "was lost. Connecting again." in done.stdout
    assert "The sensor is back." in done.stdout
    assert done.stderr.count("\n") == 1
    assert f"The sensor {ADDRESS} was not found" in done.stderr
    (path,) = tmp_path.glob("*.parquet")
    assert str(path) in done.stdout
    assert read_recording(path).duration_s == pytest.approx(30.0, abs=3.0)


def turned(*, gyr_scale=1.0):
    """Return half a minute of a sensor that is turned by a quarter and back, again and again."""
    rate_hz = 100.0
    time_s = np.arange(3000) / rate_hz
    rate_deg_s = np.where(time_s % 4.0 > 2.5, 60.0, 0.0) * np.where(time_s % 8.0 < 4.0, 1.0, -1.0)
    angle = np.deg2rad(np.cumsum(rate_deg_s) / rate_hz)
    acc = STANDARD_GRAVITY * np.stack([0.0 * angle, np.sin(angle), np.cos(angle)], axis=1)
    gyr = np.stack([np.deg2rad(rate_deg_s), 0.0 * angle, 0.0 * angle], axis=1) * gyr_scale
    return type("Turned", (), {"acc": acc, "gyr": gyr})


def checks(done):
    return {check["subject"]: check for check in json.loads(done.stdout)["checks"]}


def test_doctor_of_a_healthy_sensor(rehab):
    sensors = [a_sensor("witmotion", recording=turned())]
    found = checks(rehab("doctor", "--sensor", ADDRESS, "--json", sensors=sensors))
    assert found["Bluetooth"]["finding"] == "switched on and allowed; 1 device in reach"
    for subject in ("sensor", "rate", "gaps", "signal", "at rest", "closure"):
        assert found[subject]["status"] == "ok", found[subject]
    assert found["rate"]["finding"] == "100.0 of 100 samples a second"
    assert found["signal"]["finding"] == "signal -50 dBm, battery 3.80 V"


def test_doctor_of_a_faulty_gyroscope(rehab):
    sensors = [a_sensor("witmotion", recording=turned(gyr_scale=0.5))]
    done = rehab("doctor", "--sensor", ADDRESS, "--json", sensors=sensors)
    assert done.exit_code == 1
    assert checks(done)["closure"]["status"] == "problem"


def test_doctor_of_a_poor_link(rehab):
    def poor(sensor):
        async def lose():
            while True:
                await asyncio.sleep(0.7)
                sensor.lose(3)

        sensor.background.append(lose)

    found = checks(
        rehab("doctor", "--sensor", ADDRESS, "--json", sensors=[a_sensor("movesense", before=poor)])
    )
    assert found["rate"]["status"] == "warning"
    assert found["gaps"]["status"] == "problem"
    assert found["closure"]["status"] == "warning"


def test_doctor_without_its_sensor(rehab):
    done = rehab("doctor", "--sensor", ADDRESS, "--json")
    assert done.exit_code == 1
    assert checks(done)["sensor"]["finding"] == f"The sensor {ADDRESS} was not found"


def test_doctor_when_bluetooth_is_off(rehab):
    found = checks(rehab("doctor", "--json", powered=False))["Bluetooth"]
    assert found["status"] == "warning"
    assert found["mend"] == "Switch it on in the system's settings"
