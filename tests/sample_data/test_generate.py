"""The committed files are what the scripts and the model give."""

import gzip
import shutil
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[2] / "sample_data"
NAMES = sorted(path.stem for path in (FOLDER / "scripts").glob("*.toml"))


@pytest.mark.parametrize("name", [*NAMES, "cohort"])
def test_what_is_committed_is_what_is_made(generate, capsys, name):
    assert generate.main(["--check", name]) == 0
    assert f"[1/1] {name}: as it was" in capsys.readouterr().out


def test_every_script_is_a_sample_and_every_file_has_one(generate, folder):
    assert sorted(one.name for one in generate.SAMPLES) == NAMES
    assert generate.strays(folder) == []
    for one in generate.SAMPLES:
        if one.program is not None:
            assert (folder / "programs" / f"{one.program}.toml").is_file()


def test_stays_small(folder):
    assert sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) < 15e6


def test_a_difference_is_seen_and_mended(generate, folder, tmp_path):
    shutil.copytree(folder / "cohort", tmp_path / "cohort")
    changed = tmp_path / "cohort" / "sets.csv"
    changed.write_text(changed.read_text().replace("bridge", "brigde", 1))
    (tmp_path / "cohort" / "patients.csv").unlink()
    seen = list(generate.generate(["cohort"], tmp_path, write=False))
    assert seen == [("cohort", ["cohort/patients.csv", "cohort/sets.csv"])]
    assert "brigde" in changed.read_text()
    assert list(generate.generate(["cohort"], tmp_path, write=True)) == seen
    assert changed.read_bytes() == (folder / "cohort" / "sets.csv").read_bytes()
    assert list(generate.generate(["cohort"], tmp_path, write=False)) == [("cohort", [])]


def test_check_fails_where_files_differ(generate, monkeypatch, tmp_path, capsys):
    for name in ("scripts", "programs"):
        shutil.copytree(generate.HERE / name, tmp_path / name)
    (tmp_path / "sessions").mkdir()
    (tmp_path / "sessions" / "stray.json").write_text("{}")
    monkeypatch.setattr(generate, "HERE", tmp_path)
    assert generate.main(["--check", "cohort"]) == 1
    out = capsys.readouterr().out
    assert "cohort: differs: cohort/patients.csv" in out
    assert "sessions/stray.json: no script makes it" in out
    assert not (tmp_path / "cohort").exists()


def test_compressed_files_are_compared_by_content(generate, tmp_path):
    one, other = tmp_path / "a.csv.gz", tmp_path / "b.csv.gz"
    one.write_bytes(gzip.compress(b"1,2\n", 1, mtime=1))
    other.write_bytes(gzip.compress(b"1,2\n", 9, mtime=2))
    assert generate.same_content(one, other)
    other.write_bytes(gzip.compress(b"1,3\n"))
    assert not generate.same_content(one, other)
    other.write_bytes(b"cut short")
    assert not generate.same_content(one, other)
    assert not generate.same_content(one, tmp_path / "missing.csv.gz")


def test_a_faulty_script_is_one_line(generate, monkeypatch, tmp_path, capsys):
    (tmp_path / "scripts").mkdir()
    (tmp_path / "scripts" / "floor-right.toml").write_text("seed = -1\n[[steps]]\ndo = 'stand'\n")
    monkeypatch.setattr(generate, "HERE", tmp_path)
    assert generate.main(["floor-right"]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 1
    assert "floor-right.toml: seed" in lines[0]
    assert not (tmp_path / "sessions").exists()


def test_an_unknown_name_is_refused(generate, capsys):
    with pytest.raises(SystemExit) as error:
        generate.main(["nobody"])
    assert error.value.code == 2
    assert "no such sample: nobody" in capsys.readouterr().err
