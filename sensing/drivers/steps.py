"""What a collector does to a sensor, as data: subscribe, write, read, and check what the sensor answers.

A driver lists steps, the collector carries them out over whatever radio it has. So a protocol can be read,
tested and simulated without one.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Subscribe:
    """Ask for the notifications of a characteristic.

    Attributes
    ----------
    characteristic : str
        UUID, 128 bit, lower case.
    """

    characteristic: str


@dataclass(frozen=True, slots=True)
class Write:
    """Write bytes to a characteristic.

    Attributes
    ----------
    characteristic : str
        UUID, 128 bit, lower case.
    value : bytes
        What is written.
    pause_s : float
        Time to wait afterwards, in seconds.
    """

    characteristic: str
    value: bytes
    pause_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Read:
    """Read a characteristic and give its value to `Decoder.read`.

    Attributes
    ----------
    characteristic : str
        UUID, 128 bit, lower case.
    """

    characteristic: str


@dataclass(frozen=True, slots=True)
class Reply:
    """What a sensor said about itself, in a notification or in a value that was read.

    Attributes
    ----------
    topic : str
        What it is about: `BATTERY_PCT`, `BATTERY_V`, `RATE_HZ`, or a word of the driver's own.
    value : float
        The number, in the unit of the topic.
    """

    topic: str
    value: float


BATTERY_PCT = "battery_pct"
"""Topic: charge left, 0 to 100."""

BATTERY_V = "battery_v"
"""Topic: battery voltage in volts."""

RATE_HZ = "rate_hz"
"""Topic: sampling rate the sensor says it is set to, in Hz."""


@dataclass(frozen=True, slots=True)
class Check:
    """Ask the sensor, look at the answer, and put it right where it is not as wanted.

    The collector carries out ``ask``, waits up to ``within_s`` for a `Reply` about ``topic``, and is done
    when its value is accepted. Otherwise it carries out ``repair`` and asks again, ``attempts`` times in
    all. Then it stops with ``problem`` and ``mend``; or, where the check is not ``required``, tells the
    problem and goes on.

    Attributes
    ----------
    ask : tuple of Write and Read
        What makes the sensor answer.
    topic : str
        What the answer is about.
    accepted : tuple of float
        Values that are right; empty when any is.
    problem, mend : str
        What to tell the user when all attempts failed: what is wrong, and what to do.
    repair : tuple of Write
        What puts it right.
    within_s : float
        Longest wait for the answer, in seconds.
    attempts : int
        How often to ask.
    required : bool
        Whether a session cannot start without it.
    """

    ask: tuple["Write | Read", ...]
    topic: str
    accepted: tuple[float, ...]
    problem: str
    mend: str
    repair: tuple[Write, ...] = ()
    within_s: float = 1.0
    attempts: int = 3
    required: bool = True

    def accepts(self, reply: Reply) -> bool:
        """Return whether a reply settles this check."""
        return reply.topic == self.topic and (not self.accepted or reply.value in self.accepted)


Step = Subscribe | Write | Read | Check


@dataclass(frozen=True, slots=True)
class Upkeep:
    """Steps to repeat while a sensor streams.

    Attributes
    ----------
    every_s : float
        Time between two rounds, in seconds.
    steps : tuple
        What to do each time.
    when_refused : bool
        Do it as soon as a message cannot be used, too: it may mend that.
    """

    every_s: float
    steps: tuple[Step, ...]
    when_refused: bool = False
