"""From raw notifications to samples with their times: a driver's decoder and a clock for each connection."""

from dataclasses import replace

from sensing.clock import SampleClock
from sensing.drivers import Driver
from sensing.errors import PacketError
from sensing.samples import ImuBlock
from sensing.source import Notification


class NotificationDecoder:
    """Make samples of the notifications of one sensor, live or from a file alike.

    Parameters
    ----------
    driver : Driver
    rate_hz : float, optional
        Sampling rate the sensor was set to; by default the driver's usual one.

    Attributes
    ----------
    clock : SampleClock
    refused : int
        Notifications that held no packet of this sensor; they are passed over.
    """

    def __init__(self, driver: Driver, rate_hz: float | None = None) -> None:
        self._driver = driver
        self.clock = SampleClock.for_driver(driver, rate_hz or driver.capabilities.default_rate_hz)
        self.refused = 0
        self._decoder = driver.decoder()
        self._epoch: int | None = None

    def feed(self, notification: Notification) -> tuple[ImuBlock, ...]:
        """Return the samples that a notification completes, none or more blocks.

        A message of a characteristic that is not among `Driver.notifications` is a value that was read from
        it; it may hold the scale of the samples that follow.
        """
        if notification.epoch != self._epoch:
            if self._epoch is not None:
                self._decoder = self._driver.decoder()
                self.clock.restart()
            self._epoch = notification.epoch
        blocks: list[ImuBlock] = []
        characteristic = notification.characteristic.lower()
        try:
            if characteristic and characteristic not in self._driver.notifications:
                self._decoder.read(notification.payload, characteristic)
                return ()
            for raw in self._decoder.feed(
                notification.payload, notification.host_time_s, notification.characteristic or None
            ):
                timed = self.clock.push(raw)
                if timed is not None:
                    blocks.append(replace(timed, epoch=notification.epoch))
        except PacketError:
            self.refused += 1
        return tuple(blocks)
