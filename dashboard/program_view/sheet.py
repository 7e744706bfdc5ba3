"""A program as a sheet to hand out: what to do, what to time, what to mind."""

from collections.abc import Iterable, Iterator
from html import escape

from analysis.prescription import Patient, Program, ProgramItem, Timer
from dashboard.pictures import drawn, image, picture
from dashboard.program_view.table import dose_words

_DAYS = dict(
    zip(
        ("mon", "tue", "wed", "thu", "fri", "sat", "sun"),
        ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
        strict=True,
    )
)

LEG_WORDS = {
    "left": "left leg",
    "right": "right leg",
    "each": "each leg in turn",
    "both": "both legs at once",
}


def day_name(day: str) -> str:
    """Return the name of a weekday of a program file."""
    return _DAYS[day]


def sheet_html(program: Program) -> str:
    """Return the prescription alone: head, exercises, timers and the patient's own block."""
    label = f'<span class="rp-label">{escape(program.label)}</span>' if program.label else ""
    description = f"<p>{escape(program.description)}</p>" if program.description else ""
    rows = "".join(_item_row(item) for item in program.items)
    return (
        f'<section class="rp rp-summary" aria-label="The program"><h2>{escape(program.title)}</h2>'
        f'<p class="rp-about">{escape(days_words(program))} {label}</p>{description}'
        '<table class="rp-sheet"><caption>What to do</caption><thead><tr><th scope="col">Exercise</th>'
        '<th scope="col">Dose</th><th scope="col">How</th></tr></thead>'
        f"<tbody>{rows}</tbody></table></section>"
    )


def days_words(program: Program) -> str:
    """Return on which days to train, in words."""
    if program.days:
        return ", ".join(map(day_name, program.days))
    rest = ", with a rest day in between" if program.non_consecutive and program.days_per_week > 1 else ""
    return f"{program.days_per_week} day{'' if program.days_per_week == 1 else 's'} a week{rest}"


def _item_row(item: ProgramItem) -> str:
    legs = "" if item.side == "each" else f"<small>{LEG_WORDS[item.side]}</small>"
    how = "".join(f"<li>{escape(words)}</li>" for words in _how(item))
    return (
        f'<tr><th scope="row">{escape(item.title)}{legs}{_picture(item)}</th>'
        f"<td>{escape(dose_words(item))}</td>"
        f"<td>{f'<ul>{how}</ul>' if how else ''}</td></tr>"
    )


def _picture(item: ProgramItem) -> str:
    """Return the exercise drawn, where there is a drawing; the words beside it say the same."""
    if not drawn(item.exercise):
        return ""
    return f'<span class="rp-picture">{image(picture(item.exercise, item.side), decorative=True)}</span>'


def _how(item: ProgramItem) -> Iterator[str]:
    if item.support:
        yield f"Support: {item.support}"
    if item.rest_s:
        yield f"Rest {item.rest_s:g} s between sets"
    if item.repetitions_max is not None:
        yield f"At most {item.repetitions_max} in a set"
    if item.daily_cap is not None:
        yield f"At most {item.daily_cap} a day"
    if item.days:
        yield f"Only on {', '.join(map(day_name, item.days))}"
    if not item.sensor:
        yield "Not measured: guided by a timer, confirm it yourself"
    if item.note:
        yield item.note


def beside_html(program: Program, warnings: Iterable[str]) -> str:
    """Return what belongs to a program beside its exercises: timers, the patient's block, limits of pain."""
    timers = "".join(f"<li>{_timer(timer)}</li>" for timer in program.timers)
    parts = []
    if timers:
        parts.append(
            f"<div><h3>Confirm yourself</h3><ul>{timers}</ul>"
            '<p class="rp-note">Not measured by the sensor.</p></div>'
        )
    if about := "".join(f"<li>{escape(words)}</li>" for words in _about(program.patient)):
        parts.append(f"<div><h3>To mind</h3><ul>{about}</ul></div>")
    parts.append(
        f"<div><h3>Pain</h3><p>Start only with pain of {program.pain_limit} of 10 or less. Stop when it is "
        f"above that, or {program.pain_rise_limit} more than at the start.</p></div>"
    )
    if thoughts := "".join(f"<li>{escape(words)}</li>" for words in warnings):
        parts.append(f"<div><h3>For the therapist</h3><ul>{thoughts}</ul></div>")
    return f'<section class="rp rp-beside" aria-label="Beside the exercises">{"".join(parts)}</section>'


def _timer(timer: Timer) -> str:
    minutes = f"{timer.minutes:g}" + (f" to {timer.minutes_max:g}" if timer.minutes_max else "")
    when = {"before": ", before the exercises", "after": ", after the exercises"}.get(
        timer.when, f", {timer.when}"
    )
    days = ""
    if timer.days_per_week:
        most = f" to {timer.days_per_week_max}" if timer.days_per_week_max else ""
        days = f", {timer.days_per_week}{most} days a week"
    return f"<strong>{escape(timer.title)}</strong>: {minutes} minutes{escape(when)}{days}"


def _about(patient: Patient) -> Iterator[str]:
    if patient.operation or patient.operation_date:
        date = patient.operation_date
        day = "" if date is None else f"{date.day} {date:%B %Y}"
        yield ", ".join(part for part in (patient.operation or "Operation", day) if part)
    if patient.side:
        yield f"Affected side: {patient.side}"
    if patient.weight_bearing:
        yield f"Weight bearing: {patient.weight_bearing}"
    yield from patient.precautions
    if patient.precautions:
        yield "The sensor does not guard these."
    if patient.therapist_phone:
        yield f"Therapist: {patient.therapist_phone}"
