"""The drawings in the guide are those of the code, and each exercise shows its own."""

import importlib.util

import pytest

from analysis.exercises import load_catalogue


@pytest.fixture(scope="module")
def exercise_pictures(root):
    spec = importlib.util.spec_from_file_location("exercise_pictures", root / "docs" / "exercise_pictures.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_files_are_those_of_the_code(exercise_pictures, capsys):
    assert exercise_pictures.main(["--check"]) == 0, (
        f"run: docs/exercise_pictures.py ({capsys.readouterr().out})"
    )


def test_a_stale_file_is_noticed_and_mended(exercise_pictures, tmp_path, capsys):
    assert exercise_pictures.main([], tmp_path) == 0
    assert exercise_pictures.main(["--check"], tmp_path) == 0
    (tmp_path / "exercise-lunge.svg").write_text("<svg/>")
    (tmp_path / "exercise-own.svg").write_text("<svg/>")
    assert exercise_pictures.main(["--check"], tmp_path) == 1
    assert "exercise-lunge.svg, exercise-own.svg" in capsys.readouterr().out
    assert exercise_pictures.main([], tmp_path) == 0
    assert exercise_pictures.main(["--check"], tmp_path) == 0
    assert not (tmp_path / "exercise-own.svg").exists()


def test_each_exercise_of_the_guide_shows_its_drawing(root, exercise_pictures):
    guide = (root / "docs" / "exercises.md").read_text("utf-8")
    for exercise in load_catalogue():
        below = guide.partition(f"\n<!-- generated: rules {exercise} -->")[0].rpartition("\n## ")[2]
        assert f'src="images/exercise-{exercise.replace("_", "-")}.svg"' in below, exercise
    assert f'src="images/{exercise_pictures.STRAP}"' in guide
