"""Every example in README.md and docs that can run does run.

Blocks marked ``python`` are executed, in order, in one namespace for each document; ``rehab`` lines of blocks
marked ``console`` are run by the command line. Both see the sample data and write into a folder of their own.
A comment ``<!-- not run: reason -->`` on the line before a block leaves it out.
"""

import re
import shlex
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from dashboard.cli import COMMANDS, cli

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted(
    path.relative_to(ROOT).as_posix() for path in (ROOT / "README.md", *(ROOT / "docs").rglob("*.md"))
)
BLOCK = re.compile(
    r"^(?P<skip><!-- not run: \S.*-->\n)?```(?P<kind>\w+)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL
)


def blocks(text, kind):
    """Return (line number, text) of the blocks of one kind that are to be run."""
    return [
        (text.count("\n", 0, found.start("text")) + 1, found["text"])
        for found in BLOCK.finditer(text)
        if found["kind"] == kind and not found["skip"]
    ]


def commands(text):
    """Return (line number, words) of each command in the console blocks; output lines have no ``$``."""
    lines = [
        (first + offset, line.removeprefix("$ ").strip())
        for first, block in blocks(text, "console")
        for offset, line in enumerate(block.splitlines())
        if line.startswith("$ ")
    ]
    return [(number, shlex.split(line, comments=True)) for number, line in lines]


def run(document, text):
    """Run the examples of a document from top to bottom, as a reader would."""
    examples = [(line, "python", code) for line, code in blocks(text, "python")]
    examples += [(line, "console", words) for line, words in commands(text)]
    namespace = {"__name__": "example"}
    for line, kind, example in sorted(examples, key=lambda each: each[0]):
        if kind == "python":
            exec(compile("\n" * (line - 1) + example, document, "exec"), namespace)
        elif example[0] == "rehab":
            done = CliRunner().invoke(cli, example[1:])
            assert done.exit_code == 0, f"{document}:{line}: {done.output}"


@pytest.mark.parametrize("document", DOCUMENTS)
def test_examples_run(document, tmp_path, monkeypatch):
    shutil.copytree(ROOT / "sample_data", tmp_path / "sample_data")
    monkeypatch.chdir(tmp_path)
    run(document, (ROOT / document).read_text("utf-8"))


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("```python\nprint(1 / 0)\n```\n", ZeroDivisionError),
        ("```console\n$ rehab analyze nothing.csv\n```\n", AssertionError),
    ],
)
def test_a_broken_example_is_seen(text, error, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(error):
        run("x.md", text)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_commands_and_targets_exist(document):
    text = (ROOT / document).read_text("utf-8")
    targets = re.search(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)[1].split()
    for name in re.findall(r"`rehab ([a-z]+)", text):
        assert name in COMMANDS, f"{document} names 'rehab {name}', which does not exist"
    for name in re.findall(r"(?:`|^\$ )make ([a-z-]+)", text, re.MULTILINE):
        assert name in targets, f"{document} names 'make {name}', which does not exist"


@pytest.mark.parametrize("document", DOCUMENTS)
def test_links_inside_the_project_lead_somewhere(document):
    text = (ROOT / document).read_text("utf-8")
    for target in re.findall(r"\]\((?!https?://|mailto:|#)([^)#\s]+)[^)]*\)", text):
        assert (ROOT / document).parent.joinpath(target).exists(), f"{document} links to {target}"


def test_blocks_are_found_and_left_out():
    python = "x\n```python\na = 1\n```\n<!-- not run: needs a sensor -->\n```python\nb\n```\n"
    text = python + "```console\n$ rehab x\nok\n```\n"
    assert blocks(text, "python") == [(3, "a = 1\n")]
    assert commands(text) == [(10, ["rehab", "x"])]
