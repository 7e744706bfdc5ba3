"""``rehab doctor``."""

import click

from dashboard.seconds_option import SecondsOption


@click.command("doctor")
@click.option(
    "--sensor",
    "address",
    metavar="ADDRESS",
    help="Test this Bluetooth sensor as well: its rate, its gaps, and whether its two sensors agree.",
)
@click.option(
    "--seconds",
    type=SecondsOption(min=3, max=600),
    default=10.0,
    show_default=True,
    metavar="N",
    help="How long to test the sensor.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_context
def command(context: click.Context, address: str | None, seconds: float, as_json: bool) -> None:
    """Check the installation, Bluetooth and a sensor, and say how to mend what is wrong.

    Ends with exit code 1 when there is a problem; warnings are only told.
    """
    from dataclasses import asdict

    from dashboard.checks import PROBLEM, WARNING, check_installation
    from dashboard.shadowing import OWN_PACKAGES, foreign_place
    from dashboard.terminal import print_json
    from dashboard.wording import counted

    checks = list(check_installation())
    if not any(foreign_place(package) for package in OWN_PACKAGES):  # a foreign package must not be run
        from dashboard.bluetooth_checks import check_adapter, check_sensor

        if any(check.subject == "bleak" and check.finding[0].isdigit() for check in checks):
            checks.append(check_adapter())
        if address is not None:
            checks += check_sensor(address, seconds, lambda text: click.echo(text, err=True))
    problems = sum(check.status == PROBLEM for check in checks)
    if as_json:
        print_json({"healthy": problems == 0, "checks": [asdict(check) for check in checks]})
    else:
        width = max(len(check.subject) for check in checks)
        for check in checks:
            click.echo(f"{check.status:<8} {check.subject:<{width}}  {check.finding}")
            if check.mend:
                click.echo(f"{'':<8} {'':<{width}}  -> {check.mend}")
        warnings = sum(check.status == WARNING for check in checks)
        click.echo(f"{counted(problems, 'problem')}, {counted(warnings, 'warning')}")
    if problems:
        context.exit(1)
