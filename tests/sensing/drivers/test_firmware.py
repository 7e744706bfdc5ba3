"""The sketch's packet code, compiled for this computer, against the decoder; its numbers too."""

import re
import shutil
import subprocess

import numpy as np
import pytest

from sensing.drivers import get_driver, open_profile

PROGRAM = """
#include <cstdio>
#include "packet.h"
int main() {
  Sample samples[kSamplesPerPacket];
  for (int i = 0; i < kSamplesPerPacket; i++)
    for (int axis = 0; axis < 3; axis++) {
      samples[i].acc[axis] = int16_t(1000 * i - 300 * axis);
      samples[i].gyr[axis] = int16_t(-2000 * i + 7 * axis);
    }
  uint8_t packet[kPacketBytes];
  const int length = fillPacket(packet, samples, kSamplesPerPacket, 65530, 4000000123u);
  for (int i = 0; i < length; i++) printf("%02x", packet[i]);
}
"""


@pytest.fixture(scope="module")
def sketch(root):
    return root / "docs" / "firmware" / "rehab_sensor"


@pytest.mark.skipif(shutil.which("g++") is None, reason="no C++ compiler")
def test_what_the_sketch_packs_is_what_the_driver_reads(sketch, tmp_path):
    (tmp_path / "main.cpp").write_text(PROGRAM)
    build = ["g++", "-std=c++17", "-Wall", "-Wextra", "-Werror", f"-I{sketch}", "main.cpp", "-o", "pack"]
    subprocess.run(build, cwd=tmp_path, check=True)
    done = subprocess.run([str(tmp_path / "pack")], capture_output=True, text=True, check=True)
    (block,) = get_driver("open_profile").decoder().feed(bytes.fromhex(done.stdout), 0.0)
    rows, axes = np.mgrid[0:8, 0:3]
    np.testing.assert_allclose(block.acc, (1000 * rows - 300 * axes) / 2048 * 9.80665)
    np.testing.assert_allclose(np.rad2deg(block.gyr), (-2000 * rows + 7 * axes) * 2000 / 32768)
    assert block.counter == 65530
    assert block.sensor_time_s == pytest.approx(4000.000123)


def test_sketch_and_driver_use_the_same_numbers(sketch):
    text = (sketch / "rehab_sensor.ino").read_text("utf-8")
    uuids = re.findall(r"\"([0-9a-f-]{36})\"", text)
    assert uuids == [open_profile.SERVICE, open_profile.DATA, open_profile.INFO, open_profile.CONTROL]
    local_name = re.search(r"setLocalName\(\"(.+)\"\)", text)[1]
    assert re.match(open_profile.DRIVER.name_pattern, local_name)
    assert open_profile.DRIVER.payload_bytes == 104


@pytest.mark.parametrize("board", ["imu_xiao.h", "imu_nano.h"])
def test_the_scale_of_each_board_is_one_the_driver_takes(sketch, board):
    text = (sketch / board).read_text("utf-8")
    acc_g, gyr_deg_s = (
        eval(re.search(rf"{name} = ([^;]+);", text)[1].replace("f", "")) for name in ("kAccG", "kGyrDegS")
    )
    decoder = get_driver("open_profile").decoder()
    decoder.read(np.array([104, acc_g, gyr_deg_s], "<f4").tobytes() + b"x", open_profile.INFO)
    assert 32768 * acc_g <= open_profile.CAPABILITIES.acc_range_g * 1.01
    assert 32768 * gyr_deg_s <= open_profile.CAPABILITIES.gyr_range_deg_s * 1.15


def test_the_nanos_axes_are_right_handed_again(sketch):
    text = (sketch / "imu_nano.h").read_text("utf-8")
    terms = re.search(r"chip\[3\] = \{(.+?)\};", text)[1].split(", ")
    undone = np.zeros((3, 3))
    for row, term in enumerate(terms):
        undone[row, int(re.search(r"value\[(\d)\]", term)[1])] = -1 if term.startswith("-") else 1
    library = np.array([[0, -1, 0], [-1, 0, 0], [0, 0, 1]])  # Arduino_BMI270_BMM150, BMI270.cpp
    assert np.array_equal(undone @ library, np.eye(3))
