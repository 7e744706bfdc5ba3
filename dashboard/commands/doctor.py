"""``rehab doctor``."""

import click


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_context
def command(context: click.Context, as_json: bool) -> None:
    """Check the installation, and say how to mend it.

    Ends with exit code 1 when there is a problem; warnings are only told.
    """
    from dataclasses import asdict

    from dashboard.checks import PROBLEM, WARNING, check_installation
    from dashboard.terminal import print_json
    from dashboard.wording import counted

    checks = list(check_installation())
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
