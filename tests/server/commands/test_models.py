"""`handrail models`, as a real process: from a CSV file to answers, figures, versions, an archive and back."""

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from models.intent.build import read_seeds

LABELS = ("access", "refund", "export")


def models(*arguments: str | Path, given: str = "") -> subprocess.CompletedProcess[str]:
    call = [sys.executable, "-m", "server.cli", "models", *map(str, arguments)]
    return subprocess.run(
        call, capture_output=True, text=True, check=False, timeout=120, env=dict(os.environ), input=given
    )


def lines(done: subprocess.CompletedProcess[str]) -> list[dict[str, object]]:
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def write(path: Path, rows: list[tuple[str, str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("text", "label"), *rows])
    return path


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("models")


@pytest.fixture(scope="module")
def head(folder: Path) -> Path:
    rows = [row for row in zip(*read_seeds(), strict=True) if row[1] in LABELS]
    seen = write(folder / "seen.csv", rows[::2])
    write(folder / "held.csv", [*rows[1::2], ("what's the weather in Rome", "-"), ("sing me a song", "-")])
    (told,) = lines(models("train", "--task", "intent", "--examples", seen, "--out", folder / "head", "--json"))
    assert told["labels"] == sorted(LABELS)
    return folder / "head"


@pytest.mark.xdist_group("models")
def test_lines_are_answered_with_reasons(head: Path) -> None:
    first, second, empty = lines(
        models("predict", "--model", head, "--json", given="I can't sign in\nhow tall is Mount Everest\n\n")
    )
    assert first["label"] == "access"
    assert first["out_of_scope"] is False
    assert {"confidence", "alternatives", "in_scope_score", "evidence", "version", "low_confidence"} <= set(first)
    assert second["out_of_scope"] is True
    assert empty["out_of_scope"] is True


@pytest.mark.xdist_group("models")
def test_the_same_file_gives_the_same_head(head: Path, folder: Path) -> None:
    lines(models("train", "--task", "intent", "--examples", folder / "seen.csv", "--out", folder / "again", "--json"))
    assert (folder / "again" / "head.onnx").read_bytes() == (head / "head.onnx").read_bytes()


@pytest.mark.xdist_group("models")
def test_figures_on_examples_that_were_not_learned_from(head: Path, folder: Path) -> None:
    (told,) = lines(models("evaluate", "--model", head, "--examples", folder / "held.csv", "--stranger", "-", "--json"))
    assert float(str(told["accuracy"])) > 0.9
    assert set(told["by_label"]) == set(LABELS)  # type: ignore[call-overload]
    assert {"from", "to", "n", "confidence", "accuracy"} == set(told["reliability"][0])  # type: ignore[index]
    assert told["strangers"]["n"] == 2  # type: ignore[index, call-overload]


@pytest.mark.xdist_group("models")
def test_moods_are_learned_on_any_labels(folder: Path) -> None:
    rows = [("this is great", "good"), ("I love it", "good"), ("lovely work", "good"), ("well done", "good")]
    rows += [("this is bad", "poor"), ("I hate it", "poor"), ("awful work", "poor"), ("a terrible job", "poor")]
    path = write(folder / "moods.csv", rows)
    lines(models("train", "--task", "sentiment", "--examples", path, "--out", folder / "mood", "--json"))
    good, strange = lines(models("predict", "--model", folder / "mood", "--json", given="I love this\nx = 3\n"))
    assert good["label"] == "good"
    assert strange["out_of_scope"] is False  # a mood is never out of scope


@pytest.mark.xdist_group("models")
def test_versions_are_listed_carried_and_promoted(folder: Path) -> None:
    data, packed = folder / "data", folder / "intent.zip"
    before = lines(models("list", "--data", data, "--json"))
    assert {row["task"] for row in before if row["champion"]} == {"intent", "sentiment", "frustration"}
    assert models("export", "intent", "--data", data, "--out", packed).returncode == 0
    refused = models("import", packed, "--data", data, "--task", "sentiment")
    assert (refused.returncode, "not for sentiment" in refused.stderr) == (1, True)
    assert models("import", packed, "--data", data, "--promote").returncode == 0
    after = [row for row in lines(models("list", "--data", data, "--json")) if row["task"] == "intent"]
    assert [(row["champion"], row["day_one"]) for row in after] == [(False, True), (True, False)]
    assert models("export", "intent", "intent-0009-aaaaaa", "--data", data, "--out", packed).returncode == 1


@pytest.mark.xdist_group("models")
def test_the_store_is_learned_from_like_a_cycle_does(folder: Path) -> None:
    (told,) = lines(models("train", "--task", "intent", "--data", folder / "store", "--json"))
    assert str(told["where"]).startswith("intent-0002-")
    (refused,) = [models("train", "--task", "sentiment", "--data", folder / "store")]
    assert refused.returncode == 2


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("train", "--task", "intent", "--examples", "{bad}", "--out", "{out}"), 1, "columns text and label"),
        (("train", "--task", "intent", "--examples", "{bad}"), 2, "--out"),
        (("train", "--task", "colour", "--examples", "{bad}", "--out", "{out}"), 2, "colour"),
        (("predict", "--model", "{out}"), 1, "no model"),
        (("import", "{bad}", "--data", "{out}"), 1, "no archive"),
    ],
)
def test_a_wrong_call_is_told_what_is_wrong(tmp_path: Path, arguments: tuple[str, ...], code: int, says: str) -> None:
    (tmp_path / "bad.csv").write_text("words,label\nhi,a\n")
    done = models(*(one.format(bad=tmp_path / "bad.csv", out=tmp_path / "out") for one in arguments))
    assert done.returncode == code
    assert says in done.stderr
    assert "Traceback" not in done.stderr
