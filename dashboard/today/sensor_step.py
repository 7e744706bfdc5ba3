"""Choosing where the samples come from: a Bluetooth sensor in reach, one for each leg, or nobody's."""

import streamlit as st

from dashboard.live import pretended
from dashboard.live.current import current_hub
from dashboard.live.reach import FoundSensor
from dashboard.live.view import LOW_BATTERY_PERCENT
from dashboard.today import try_step
from dashboard.today.day import Day
from dashboard.today.language import t
from dashboard.today.visit import Step, go, visit
from sensing.errors import RehabError
from sensing.samples import SIDES

GOOD_DBM, FAIR_DBM = -70.0, -85.0
"""Signal strengths: good above the one, fair above the other [J]."""


def show(day: Day) -> None:
    """Ask for the sensor, or for one for each leg."""
    st.title(t("sensor.title"))
    with st.container(border=True, key="today_sensors"):
        if st.button(
            t("sensor.look"), type="primary", icon=":material/bluetooth_searching:", key="today_look"
        ):
            _look()
        two = _ask_for_two(day) if visit().found else False
        for number, one in enumerate(visit().found):
            _found(number, one, two=two)
    with st.container(border=True, key="today_without_sensor"):
        try_step.offer("today_without")
    if st.button(t("today.back"), key="today_sensor_back"):
        go(Step.CARDS)


def _look() -> None:
    here = visit()
    here.found, here.worn = (), {}
    with st.spinner(t("sensor.looking")):
        try:
            here.found = current_hub().reach.look()
        except RehabError as error:
            st.warning(
                f"{t('sensor.bluetooth_missing')} {_plain(str(error))}", icon=":material/bluetooth_disabled:"
            )
            return
    if not here.found:
        st.info(t("sensor.none_found"), icon=":material/search_off:")


def _ask_for_two(day: Day) -> bool:
    """Ask whether there is a sensor for each leg, where both legs are to be watched."""
    if {task.strap for task in day.to_do if task.strap is not None} != set(SIDES):
        return False
    two = st.checkbox(t("sensor.two"), key="today_two_sensors")
    if two:
        st.caption(t("sensor.two_help"))
    return two


def _found(number: int, one: FoundSensor, *, two: bool) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key=f"today_sensor_{number}"):
        st.markdown(f"**{_plain(_name(one))}**")
        st.markdown(strength(one.signal_dbm))
        for side in SIDES if two else ("",):
            words = t(f"sensor.for_{side}") if side else t("sensor.choose")
            chosen = visit().worn.get(side)
            mark = "✓ " if chosen is not None and chosen.address == one.address else ""
            key = f"today_choose_{number}_{side}".rstrip("_")
            if st.button(mark + words, key=key, help=_plain(_name(one))):
                _choose(one, side)


def _choose(one: FoundSensor, side: str) -> None:
    """Connect once, so that a sensor that does not answer is known before the strap is on."""
    here = visit()
    with st.spinner(t("sensor.connecting")):
        try:
            asked = current_hub().reach.ask(one)
        except RehabError as error:
            st.warning(f"{t('sensor.failed')} {_plain(str(error))}", icon=":material/sensors_off:")
            return
    others = {leg: worn for leg, worn in here.worn.items() if leg and worn.address != one.address}
    here.worn = {**others, side: asked} if side else {"": asked}
    go(Step.STRAP if not side or len(here.worn) == len(SIDES) else Step.SENSOR)


def strength(dbm: float | None) -> str:
    """Return in words how well a sensor is received."""
    if dbm is None:
        return t("sensor.connected")
    return t(f"sensor.signal_{'good' if dbm > GOOD_DBM else 'fair' if dbm > FAIR_DBM else 'weak'}")


def show_worn(one: FoundSensor) -> None:
    """Show name, signal and battery of a sensor that was chosen."""
    parts = [f"**{_plain(_name(one))}**", strength(one.signal_dbm)]
    if one.battery_percent is not None:
        parts.append(t("sensor.battery", n=round(one.battery_percent)))
    elif one.battery_v is not None:
        parts.append(t("sensor.battery_volts", volts=round(one.battery_v, 2)))
    st.markdown(" · ".join(parts))
    if one.battery_percent is not None and one.battery_percent <= LOW_BATTERY_PERCENT:
        st.warning(t("sensor.battery_low"), icon=":material/battery_alert:")


def _name(one: FoundSensor) -> str:
    if one.address == pretended.ADDRESS:
        return t("sensor.simulated")
    return f"{one.name} ({one.address})" if one.name else one.address


def _plain(name: str) -> str:
    """Return a name that a device gives itself, so that it is read as it is."""
    from sensing.wording import printable

    return "".join(
        f"\\{letter}" if letter in "\\`*_{}[]()<>#+-.!|$:~" else letter for letter in printable(name)
    )
