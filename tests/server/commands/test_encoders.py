"""`handrail models` with encoders, as real processes: taken in, used, listed, exchanged for the shipped one again."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.models.folders import small_folder

HELP = "# Invoices\n\nYou find every invoice on the billing page.\n\n# Passwords\n\nPress Reset.\n"


def handrail(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    call = [sys.executable, "-m", "server.cli", *map(str, arguments)]
    return subprocess.run(call, capture_output=True, text=True, check=False, timeout=120, env=dict(os.environ))


def told(done: subprocess.CompletedProcess[str]) -> list[dict[str, Any]]:
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def listed(data: Path) -> dict[str, dict[str, Any]]:
    rows = told(handrail("models", "list", "--data", data, "--json"))
    return {row["version"]: row for row in rows if row["task"] == "encoder"}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    (tmp_path / "help").mkdir()
    for number in range(3):
        (tmp_path / "help" / f"{number}.md").write_text(HELP + f"\n\n# Part {number}\n\nMore of it.\n")
    done = handrail("kb", "sync", tmp_path / "help", "--data", tmp_path / "data")
    assert done.returncode == 0, done.stderr
    return tmp_path / "data"


@pytest.mark.xdist_group("models")
def test_an_encoder_is_taken_used_listed_and_exchanged_again(data: Path, tmp_path: Path) -> None:
    folder = small_folder(tmp_path / "tiny-multilingual")
    taken, moved = told(handrail("models", "import", folder, "--data", data, "--use", "--json"))
    version = taken["version"]
    assert version.startswith("tiny-multilingual-")
    assert (taken["dimensions"], taken["recipe"]["question"]) == (40, "query: ")
    assert (moved["encoder"], moved["next"], moved["state"]) == (version, "", "idle")
    assert moved["total"] > 0
    rows = listed(data)
    shipped = next(iter(rows))
    assert (rows[version]["sites"], rows[shipped]["sites"]) == (["default"], [])
    asked = handrail("ask", "where is my invoice", "--data", data, "--json")
    assert asked.returncode == 0, asked.stderr
    assert json.loads(asked.stdout)["passages"]

    (begun,) = told(handrail("models", "use", "shipped", "--data", data, "--background", "--json"))
    assert (begun["next"], begun["state"], begun["done"]) == (shipped, "running", 0)
    assert listed(data)[shipped]["moving"] == [f"default 0/{begun['total']}"]
    (back,) = told(handrail("models", "use", "shipped", "--data", data, "--json"))
    assert (back["encoder"], back["state"]) == ("shipped", "idle")
    assert listed(data)[shipped]["sites"] == ["default"]


@pytest.mark.xdist_group("models")
def test_what_is_no_encoder_is_one_sentence_and_exit_1(data: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    refused = handrail("models", "import", tmp_path / "empty", "--data", data, "--use")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "there is no onnx/model.onnx or model.onnx" in refused.stderr
    assert "Traceback" not in refused.stderr
    unknown = handrail("models", "use", "nothing-12345678", "--data", data)
    assert unknown.returncode == 1
    assert "choose one of shipped" in unknown.stderr


@pytest.mark.xdist_group("models")
def test_the_doctor_tries_imported_encoders_and_names_a_damaged_and_a_missing_one(data: Path, tmp_path: Path) -> None:
    folder = small_folder(tmp_path / "tiny")
    (taken, _) = told(handrail("models", "import", folder, "--data", data, "--use", "--json"))
    healthy = handrail("doctor", "--data", data)
    assert (healthy.returncode, healthy.stderr) == (0, "")
    assert f"Imported encoders: {taken['version']}, 40 dimensions (of default)" in healthy.stdout
    graph = data / "models" / "encoders" / taken["version"] / "model.onnx"
    graph.write_bytes(graph.read_bytes()[:-1] + b"x")
    damaged = handrail("doctor", "--data", data)
    assert damaged.returncode == 1
    assert "model.onnx is damaged" in damaged.stdout
    assert "(of default). `handrail models import` takes one in again" in damaged.stdout
    shutil.rmtree(graph.parent)
    missing = handrail("doctor", "--data", data)
    assert f"there is no encoder {taken['version']}" in missing.stdout
