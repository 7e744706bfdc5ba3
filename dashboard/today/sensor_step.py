"""Choosing where the samples come from: a Bluetooth sensor in reach, or nobody's."""

import asyncio
from typing import TYPE_CHECKING, cast

import streamlit as st

from dashboard.today.language import t
from dashboard.today.visit import Step, go, visit
from sensing.errors import RehabError

if TYPE_CHECKING:
    from sensing.bluetooth.seen import Seen

LOOK_S = 6.0
"""Sensors advertise every second or so."""

GOOD_DBM, FAIR_DBM = -70.0, -85.0
"""Signal strengths: good above the one, fair above the other [J]."""


def show() -> None:
    """Ask for the sensor."""
    st.title(t("sensor.title"))
    with st.container(border=True, key="today_sensors"):
        if st.button(
            t("sensor.look"), type="primary", icon=":material/bluetooth_searching:", key="today_look"
        ):
            _look()
        for number, one in enumerate(cast("list[Seen]", visit().found)):
            _found(number, one)
    with st.container(border=True, key="today_without_sensor"):
        st.write(t("sensor.without_help"))
        if st.button(t("sensor.without"), icon=":material/play_circle:", key="today_without"):
            visit().trial = True
            go(Step.CARDS)
    if st.button(t("today.back"), key="today_sensor_back"):
        go(Step.CARDS)


def _look() -> None:
    visit().found = []
    with st.spinner(t("sensor.looking")):
        try:
            visit().found = [one for one in asyncio.run(_scan()) if one.driver is not None]
        except RehabError as error:
            st.warning(f"{t('sensor.bluetooth_missing')} {error}", icon=":material/bluetooth_disabled:")
            return
    if not visit().found:
        st.info(t("sensor.none_found"), icon=":material/search_off:")


async def _scan() -> "list[Seen]":
    from sensing.bluetooth.radio import Radio

    return await Radio().scan(LOOK_S)


def _found(number: int, one: "Seen") -> None:
    with st.container(horizontal=True, vertical_alignment="center", key=f"today_sensor_{number}"):
        st.markdown(f"**{_plain(one.title)}**")
        st.markdown(strength(one.signal_dbm))
        if st.button(t("sensor.choose"), key=f"today_choose_{number}", help=_plain(one.title)):
            visit().sensor = one.address
            go(Step.STRAP)


def strength(dbm: float | None) -> str:
    """Return in words how well a sensor is received."""
    if dbm is None:
        return t("sensor.connected")
    return t(f"sensor.signal_{'good' if dbm > GOOD_DBM else 'fair' if dbm > FAIR_DBM else 'weak'}")


def _plain(name: str) -> str:
    """Return a name that a device gives itself, so that it is read as it is."""
    from sensing.wording import printable

    return "".join(
        f"\\{letter}" if letter in "\\`*_{}[]()<>#+-.!|$:~" else letter for letter in printable(name)
    )
