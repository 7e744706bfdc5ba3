"""Nothing of the machine it was written on stands in the project."""

import re
import shutil
import subprocess

import pytest

# Put together here, so that this file does not hold what it looks for.
FORBIDDEN = [
    re.compile(text)
    for text in (
        "/" + r"home/\w",
        "/" + r"Users/\w",
        "/" + "root/",
        "/" + "work/",
        "/" + "opt/",
        "C:" + r"\\+Users",
        "files.python" + "hosted",
        "pypi" + r"\.org/simple",
        "--index" + "-url",
        "--find" + "-links",
    )
]
TEXT = {
    "",
    ".py",
    ".toml",
    ".md",
    ".txt",
    ".json",
    ".csv",
    ".cfg",
    ".ini",
    ".yml",
    ".yaml",
    ".html",
    ".js",
    ".css",
}


def committed(root):
    if shutil.which("git") is None or not (root / ".git").exists():
        pytest.skip("not a git checkout")
    done = subprocess.run(["git", "ls-files", "-z"], cwd=root, capture_output=True, check=True)
    return [root / name for name in done.stdout.decode().split("\0") if name]


def findings(path):
    text = path.read_text("utf-8", errors="replace")
    return [pattern.pattern for pattern in FORBIDDEN if pattern.search(text)]


def test_no_trace_of_a_machine(root):
    files = [path for path in committed(root) if path.suffix in TEXT and path.is_file()]
    assert len(files) > 20
    found = {str(path.relative_to(root)): findings(path) for path in files if findings(path)}
    assert found == {}


@pytest.mark.parametrize(
    "text", ["see /" + "home/ann/x", "C:" + "\\\\Users\\\\ann", "--index" + "-url https://x"]
)
def test_a_trace_is_seen(tmp_path, text):
    path = tmp_path / "file.txt"
    path.write_text(text)
    assert findings(path)


def test_only_plain_pins(root):
    lines = (root / "constraints.txt").read_text("utf-8").splitlines()
    assert len(lines) > 20
    for line in lines:
        assert re.fullmatch(r"[A-Za-z0-9._-]+==[0-9][A-Za-z0-9.]*", line), line


def test_nothing_generated_is_committed(root):
    for path in committed(root):
        name = path.relative_to(root).as_posix()
        assert not re.search(r"(^|/)(__pycache__|\.venv|build|dist|\.mypy_cache)/|\.pyc$|\.egg-info", name), (
            name
        )
