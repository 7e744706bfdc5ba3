"""docs/bluetooth.md says what the collector does."""

import pytest

from sensing.bluetooth.intake import WAITING_LIMIT_S
from sensing.bluetooth.limits import Limits
from sensing.bluetooth.procedure import SIGNAL
from sensing.bluetooth.watchdog import RATE_SHARE
from sensing.drivers import list_drivers

LIMITS = Limits()
IN_WORDS = {3.0: "three", 5.0: "five", 10.0: "ten", 0.25: "a quarter of a second", 1 / 3: "a third"}


@pytest.mark.parametrize(
    "sentence",
    [
        f"is called for {LIMITS.return_s:g} s",
        f"pauses of {IN_WORDS[LIMITS.first_pause_s]} up to {LIMITS.longest_pause_s:g} s",
        f"may be away for {IN_WORDS[LIMITS.gone_s / 60]} minutes",
        f"asked for every {IN_WORDS[SIGNAL.every_s]} seconds",
        f"wait for {IN_WORDS[WAITING_LIMIT_S / 60]} minutes",
        f"by more than {IN_WORDS[RATE_SHARE]} | about {LIMITS.rate_check_s + 1:g} s",
        *{f"{one.silence_s:g} s without a usable sample" for one in list_drivers()},
    ],
)
def test_numbers_in_the_text(root, sentence):
    assert sentence in " ".join((root / "docs" / "bluetooth.md").read_text("utf-8").split())
