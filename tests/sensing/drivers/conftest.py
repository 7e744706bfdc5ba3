"""A fifth sensor, as somebody would add it: a driver module, here in text, and a fixture like the others."""

import importlib.util
import json
import sys
from pathlib import Path

import pytest

from sensing.drivers import registry

PACKETS = Path(__file__).parent / "packets"

TOY_MODULE = '''
"""A sensor of eight bytes: u8 head 0xA5, u8 number, 3 x i16 acceleration in mg; z points down."""

import struct

from sensing.drivers.axes import SensorAxes
from sensing.drivers.blocks import RawBlock
from sensing.drivers.driver import Capabilities, Driver, Verification, scale_of
from sensing.drivers.steps import Subscribe
from sensing.errors import PacketError

SERVICE = "0b5a0001-7f6f-4b0e-9a3e-2f3c5d6e7f80"
NOTIFY = "0b5a0002-7f6f-4b0e-9a3e-2f3c5d6e7f80"
CAPABILITIES = Capabilities((50.0,), 50.0, 16.0, 2000.0, 256, None, "none")
AXES = SensorAxes(("x", "y", "-z"), "z points down")
SCALE = scale_of(CAPABILITIES, AXES, acc_g=0.001)


class ToyDecoder:
    def feed(self, payload, host_time_s, characteristic=None):
        if len(payload) != 8 or payload[0] != 0xA5:
            raise PacketError("no toy packet", mend="Use a toy")
        number, *counts = struct.unpack("<xB3h", payload)
        return [RawBlock(SCALE.acc([counts]), None, host_time_s, counter=number)]

    def read(self, value, characteristic):
        raise PacketError("nothing is read", mend="Use a toy")

    def take_replies(self):
        return []


DRIVER = Driver(
    name="toy", title="Toy", service=SERVICE, name_pattern="Toy", notifications=(NOTIFY,),
    capabilities=CAPABILITIES, axes=AXES, verification=Verification.SPECIFICATION,
    verified_by="itself", unverified="everything else", steps_for_rate=lambda rate_hz: (Subscribe(NOTIFY),),
    stop=(), upkeep=(), silence_s=1.0, payload_bytes=8, splits_packets=False, new_decoder=ToyDecoder,
)
'''

TOY_PACKETS = {
    "driver": "toy",
    "packets": [
        {
            "about": "1 g along the housing's z",
            "source": "made from the specification",
            "feed": ["a50700000000e803"],
            "acc": [[0, 0, -1]],
            "acc_unit": "g",
            "counter": 7,
            "tolerance": 1e-9,
        }
    ],
}


def _toy_driver(folder):
    path = folder / "toy_sensor.py"
    path.write_text(TOY_MODULE, "utf-8")
    spec = importlib.util.spec_from_file_location("toy_sensor", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.DRIVER


@pytest.fixture(scope="session")
def toy(tmp_path_factory):
    """The toy's driver: its file is all of it."""
    return _toy_driver(tmp_path_factory.mktemp("toy"))


@pytest.fixture(scope="session")
def fixtures():
    """The golden packets of every driver by its name."""
    documents = [json.loads(path.read_text("utf-8")) for path in sorted(PACKETS.glob("*.json"))]
    return {document["driver"]: document["packets"] for document in [*documents, TOY_PACKETS]}


@pytest.fixture(params=[*(driver.name for driver in registry.DRIVERS), "toy"])
def driver(request, toy, monkeypatch):
    """Every driver there is, and the toy with its row in the table."""
    monkeypatch.setattr(registry, "DRIVERS", (*registry.DRIVERS, toy))
    assert "toy_sensor" not in sys.modules
    return registry.get_driver(request.param)
