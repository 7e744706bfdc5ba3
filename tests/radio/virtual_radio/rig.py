"""A computer, a sensor and a collector between them, for a test."""

import asyncio
import contextlib

import numpy as np
from virtual_radio.air import Air
from virtual_radio.host import VirtualHost
from virtual_radio.peripheral import NUMBERS
from virtual_radio.sensors import SENSORS

from sensing.bluetooth.radio import Radio
from sensing.collector import Collector

LONG_S = 900.0
"""Longest wait for anything in a test, by the test's clock."""


class Session:
    """One collector and everything it delivered."""

    def __init__(self, collector, sensor, told):
        self.collector, self.sensor = collector, sensor
        self.blocks, self.raw, self.news = [], [], []
        self.error = None
        self.told = told

    def notified(self, notification):
        self.raw.append(notification)

    def link_changed(self, event):
        self.news.append(event)

    async def start(self):
        await self.collector.start(self)
        self._consuming = asyncio.ensure_future(self._consume())

    async def _consume(self):
        try:
            async for block in self.collector:
                self.blocks.append(block)
        except Exception as error:
            self.error = error

    async def ended(self):
        await asyncio.wait_for(self._consuming, LONG_S)

    async def stop(self):
        await self.collector.stop()
        await self.ended()

    @property
    def count(self):
        return sum(map(len, self.blocks))

    async def more(self, samples):
        """Wait until so many more samples have come."""
        wanted = self.count + samples
        await until(lambda: self.count >= wanted or self.error)
        assert self.error is None, self.error

    def how_often(self, news):
        return sum(event.news == news for event in self.news)

    async def hears(self, news, times=1):
        await until(lambda: self.how_often(news) >= times)

    @property
    def numbers(self):
        """The number that the sensor gave each sample received."""
        turn = np.concatenate([np.rad2deg(block.gyr[:, 0]) for block in self.blocks])
        wrapped = turn / self.sensor.gyr_step_deg_s
        assert np.abs(wrapped - np.round(wrapped)).max() < 0.01
        return np.round(np.unwrap(np.round(wrapped), period=NUMBERS)).astype(int)

    @property
    def times(self):
        return np.concatenate([block.time_s for block in self.blocks])

    @property
    def epochs(self):
        return np.concatenate([np.full(len(block), block.epoch) for block in self.blocks])

    def check_order(self):
        """No sample twice, none out of order, time runs forward, connections follow each other."""
        assert (np.diff(self.numbers) > 0).all()
        assert (np.diff(self.times) > 0).all()
        assert (np.diff(self.epochs) >= 0).all()

    def missing(self):
        """Return how many samples are missing within connections, by the sensor's numbers."""
        same = np.diff(self.epochs) == 0
        return int((np.diff(self.numbers) - 1)[same].sum())

    def time_error_s(self):
        """Return by how much each sample's time differs from when it was taken, the usual delay left out."""
        taken = np.array([self.sensor.taken_at[number] for number in self.numbers])
        error = self.times - taken
        return error - np.median(error)


class Rig:
    """Air, computer and sensors; ``async with``."""

    def __init__(self, *kinds, **options):
        self.kinds, self.options = kinds, options
        self.air = Air()
        self.host = VirtualHost(self.air)
        self.sensors, self.sessions = [], []

    async def __aenter__(self):
        await self.host.power_on()
        self.radio = Radio(self.host.backend)
        for number, kind in enumerate(self.kinds):
            sensor = SENSORS[kind](self.air, f"F0:00:00:00:00:{16 + number:02X}", **self.options)
            await sensor.power_on()
            self.sensors.append(sensor)
        return self

    async def __aexit__(self, *_):
        for session in self.sessions:
            with contextlib.suppress(Exception):
                await session.stop()
        for sensor in self.sensors:
            await sensor.power_off()

    @property
    def sensor(self):
        return self.sensors[0]

    def session(self, sensor=None, *, limits=None, **options):
        """Return a session, not started."""
        sensor = sensor or self.sensor
        told = []
        collector = Collector(
            sensor.address, radio=self.radio, limits=limits, on_trouble=told.append, **options
        )
        made = Session(collector, sensor, told)
        self.sessions.append(made)
        return made

    async def started(self, sensor=None, **options):
        """Return a session under way."""
        session = self.session(sensor, **options)
        await session.start()
        return session


async def until(predicate, limit_s=LONG_S):
    """Wait until something has happened."""
    async with asyncio.timeout(limit_s):
        while not predicate():
            await asyncio.sleep(0.005)
