"""The four sensors, built from the tables of their protocols and from nothing of this project.

Sources: WitMotion, BLE 5.0 protocol (frames, registers) and SDK; Movesense, GATT SensorData Protocol; Movella
DOT BLE Services Specification XD0506P; the open profile, the table in docs/sensors.md.
"""

import struct

from virtual_radio.peripheral import NOTIFY, READ, WRITE, Peripheral

GRAVITY = 9.80665


class WitMotion(Peripheral):
    """WT901BLE67: streams when subscribed; settings in registers, written after an unlock."""

    name = "WT901BLE67"
    service = "0000ffe5-0000-1000-8000-00805f9a34fb"
    data = "0000ffe4-0000-1000-8000-00805f9a34fb"
    command = "0000ffe9-0000-1000-8000-00805f9a34fb"
    services = {service: {data: NOTIFY, command: WRITE}}
    advertised = ()
    driver = "witmotion"
    rates = {6: 10.0, 7: 20.0, 8: 50.0, 9: 100.0}
    streams = True
    gyr_step_deg_s = 2000 / 32768

    def forget(self):
        self.registers = {0x03: 6, 0x1F: 4, 0x64: 300 + self.battery, 0x96: 0}
        self.unlocked = False

    @property
    def rate_hz(self):
        return self.rates[self.registers[0x03]]

    @property
    def samples_per_packet(self):
        return 4 if self.rate_hz >= 50.0 else 1

    def wrote(self, uuid, value):
        head, register, low, high = value[:2], value[2], value[3], value[4]
        if uuid != self.command or head != b"\xff\xaa" or len(value) != 5:
            return
        if register == 0x27:
            values = [self.registers.get(low + offset, 0) for offset in range(8)]
            self.say(self.data, struct.pack("<2sH8h", b"\x55\x71", low, *values))
        elif register == 0x69:
            self.unlocked = (low, high) == (0x88, 0xB5)
        elif self.unlocked:
            self.registers[register] = low | high << 8

    def packet(self, first, count):
        frames = [self._frame(number) for number in range(first, first + count)]
        whole = b"".join(frames)
        return frames if self.max_mtu < len(whole) + 3 else [whole]

    def _frame(self, number):
        if self.registers[0x96]:  # displacement and speed under the same header
            return struct.pack("<2s9h", b"\x55\x61", 3, -2, 1, 0, 1, 0, 0, 0, 0)
        acc_g, gyr_deg_s = self.measure(number)
        acc = (round(value * 32768 / 16) for value in acc_g)
        gyr = (round(value / self.gyr_step_deg_s) for value in gyr_deg_s)
        return struct.pack("<2s9h", b"\x55\x61", *acc, *gyr, 0, 0, 0)


class Movesense(Peripheral):
    """GSP: subscribe to a path, get packets in parts of at most 150 bytes."""

    name = "Movesense 254930000123"
    service = "34802252-7185-4d5d-b431-630e7050e8f0"
    command = "34800001-7185-4d5d-b431-630e7050e8f0"
    data = "34800002-7185-4d5d-b431-630e7050e8f0"
    services = {service: {data: NOTIFY, command: WRITE}}
    advertised = (service,)
    driver = "movesense"
    gyr_step_deg_s = 0.05
    longest_part = 150

    def forget(self):
        self.reference, self.rate = None, 52.0

    def ended(self):
        self.forget()

    @property
    def streams(self):
        return self.reference is not None

    @property
    def rate_hz(self):
        return self.rate

    @property
    def samples_per_packet(self):
        return 8 if self.rate >= 104.0 else 4

    def wrote(self, uuid, value):
        code, reference, path = value[0], value[1], value[2:].decode()
        if code == 1:
            parts = path.split("/")
            known = parts[:3] == ["", "Meas", "IMU6"] and parts[3] in ("13", "26", "52", "104", "208")
            if known:
                self.reference, self.rate = reference, float(parts[3])
            self.say(self.data, struct.pack("<BBH", 1, reference, 200 if known else 404))
        elif code == 2:
            self.reference = None
        elif code == 4 and path == "/System/Energy/Level":
            self.say(self.data, struct.pack("<BBHB", 1, reference, 200, self.battery))

    def packet(self, first, count):
        measured = [self.measure(number) for number in range(first, first + count)]
        acc = [value * GRAVITY for acc_g, _ in measured for value in acc_g]
        gyr = [value for _, gyr_deg_s in measured for value in gyr_deg_s]
        milliseconds = round(1000 * first / self.rate) % 2**32
        payload = struct.pack(f"<I{6 * count}f", milliseconds, *acc, *gyr)
        parts = [payload[at : at + self.longest_part] for at in range(0, len(payload), self.longest_part)]
        return [bytes((2 + min(at, 1), self.reference)) + part for at, part in enumerate(parts)]


class OpenProfile(Peripheral):
    """The profile of this project: counted and stamped packets, scale told by the sensor."""

    name = "Rehab thigh"
    service = "67770001-4402-4dd3-8825-90bc08e39ca3"
    data = "67770002-4402-4dd3-8825-90bc08e39ca3"
    info = "67770003-4402-4dd3-8825-90bc08e39ca3"
    control = "67770004-4402-4dd3-8825-90bc08e39ca3"
    level = "2A19"
    services = {service: {data: NOTIFY, info: READ, control: WRITE}, "180F": {level: READ}}
    advertised = (service,)
    driver = "open_profile"
    gyr_step_deg_s = 2000 / 32768
    samples_per_packet = 8
    streams = False

    def forget(self):
        self.streams, self.rate, self.acc_g = False, 104.0, 1 / 4096

    def ended(self):
        self.forget()

    @property
    def rate_hz(self):
        return self.rate

    def wrote(self, uuid, value):
        if value[0] == 1:
            self.rate, self.streams = float(struct.unpack("<H", value[1:3])[0]), True
        else:
            self.streams = False

    def reads(self, uuid):
        if uuid == self.level:
            return bytes((self.battery,))
        return struct.pack("<3f", self.rate, self.acc_g, 2000 / 32768) + b"virtual"

    def packet(self, first, count):
        microseconds = round(1e6 * first / self.rate) % 2**32
        head = struct.pack("<BBHI", 1, count, first % 2**16, microseconds)
        return [head + b"".join(self._sample(number) for number in range(first, first + count))]

    def _sample(self, number):
        acc_g, gyr_deg_s = self.measure(number)
        acc = (round(value / self.acc_g) for value in acc_g)
        return struct.pack("<6h", *acc, *(round(value / self.gyr_step_deg_s) for value in gyr_deg_s))


class MovellaDot(Peripheral):
    """Rate quantities, mode 21; settings may be changed while it does not measure."""

    name = "Movella DOT"
    service = "15172000-4947-11e9-8646-d663bd873d93"
    device_service = "15171000-4947-11e9-8646-d663bd873d93"
    battery_service = "15173000-4947-11e9-8646-d663bd873d93"
    settings = "15171002-4947-11e9-8646-d663bd873d93"
    control = "15172001-4947-11e9-8646-d663bd873d93"
    data = "15172003-4947-11e9-8646-d663bd873d93"
    level = "15173001-4947-11e9-8646-d663bd873d93"
    services = {
        device_service: {settings: READ | WRITE},
        service: {control: READ | WRITE, data: NOTIFY},
        battery_service: {level: READ},
    }
    advertised = (service,)
    driver = "movella_dot"
    gyr_step_deg_s = 0.05
    samples_per_packet = 1

    def forget(self):
        self.mode, self.rate, self.sleep_min = None, 20, 30

    def ended(self):
        self.mode = None

    @property
    def streams(self):
        return self.mode == 21

    @property
    def rate_hz(self):
        return float(self.rate)

    def wrote(self, uuid, value):
        if uuid == self.control and value[0] == 1:
            self.mode = value[2] if value[1] else None
        elif uuid == self.settings and self.mode is None:
            if value[0] & 0x04:
                self.sleep_min = value[5]
            if value[0] & 0x10:
                (self.rate,) = struct.unpack_from("<H", value, 24)

    def reads(self, uuid):
        if uuid == self.level:
            return bytes((self.battery, 0))
        if uuid == self.control:
            return bytes((1, self.mode is not None, self.mode or 0))
        value = bytearray(32)
        value[1:7] = bytes((1, 2, 10, 0, self.sleep_min, 0))  # minutes and seconds, twice
        value[8:24] = b"Xsens DOT".ljust(16, b"\0")
        struct.pack_into("<H", value, 24, self.rate)
        return bytes(value)

    def packet(self, first, count):
        microseconds = round(1e6 * first / self.rate) % 2**32
        acc_g, gyr_deg_s = self.measure(first)
        acc = (value * GRAVITY for value in acc_g)
        return [struct.pack("<I6f", microseconds, *acc, *gyr_deg_s).ljust(40, b"\0")]


SENSORS = {kind.driver: kind for kind in (WitMotion, Movesense, OpenProfile, MovellaDot)}
