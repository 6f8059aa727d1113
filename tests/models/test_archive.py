"""A packed version comes back as it was; what was damaged, made up or meant for something else does not come in."""

import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from models.archive import FILES, FORMAT, MANIFEST, ArchiveError, read_archive, write_archive
from models.export import EXAMPLES, HEAD, META, write_version
from models.registry import Registry
from models.train import train_head

ENCODER = "minilm-12345678"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    random = np.random.default_rng(1)
    rows = random.standard_normal((20, 384)).astype(np.float32)
    trained = train_head(rows, ["a", "b"] * 10, texts=[f"text {n}" for n in range(20)])
    folder = tmp_path / "version"
    folder.mkdir()
    write_version(folder, "intent", trained, {"encoder": ENCODER})
    return folder


@pytest.fixture
def packed(folder: Path, tmp_path: Path) -> Path:
    path = tmp_path / "model.zip"
    write_archive(folder, "intent", "intent-0001-abcdef", path)
    return path


def contents(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in FILES}


def forge(path: Path, contained: dict[str, bytes], **manifest: object) -> Path:
    sums = {name: hashlib.sha256(content).hexdigest() for name, content in contained.items()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(MANIFEST, json.dumps({"format": FORMAT, "task": "intent", "files": sums, **manifest}))
        for name, content in contained.items():
            archive.writestr(name, content)
    return path


def test_what_goes_out_comes_in(folder: Path, packed: Path, tmp_path: Path) -> None:
    task, found = read_archive(packed, ENCODER)
    assert task == "intent"
    assert found == contents(folder)
    registry = Registry(tmp_path / "models")
    version = registry.add_files(task, found)
    assert registry.load("intent", version).labels == ("a", "b")
    assert registry.tasks() == ["intent"]
    assert contents(registry.folder("intent", version)) == found


def test_the_same_version_gives_the_same_archive(folder: Path, packed: Path, tmp_path: Path) -> None:
    write_archive(folder, "intent", "intent-0001-abcdef", tmp_path / "again.zip")
    assert (tmp_path / "again.zip").read_bytes() == packed.read_bytes()


def test_another_build_of_the_same_encoder_is_fine_and_another_encoder_is_not(packed: Path) -> None:
    read_archive(packed, "minilm-87654321")
    with pytest.raises(ArchiveError, match="train it here"):
        read_archive(packed, "adapted-12345678")


def test_a_flipped_byte_is_noticed(packed: Path, tmp_path: Path, folder: Path) -> None:
    files = contents(folder)
    sums = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    spoilt = bytearray(files[HEAD])
    spoilt[-1] ^= 1
    with pytest.raises(ArchiveError, match="checksum"):
        read_archive(forge(tmp_path / "f.zip", {**files, HEAD: bytes(spoilt)}, files=sums), ENCODER)


def bomb() -> bytes:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("embeddings.npy", b"\0" * (300 * 1024 * 1024))
    return inner.getvalue()


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda files: {**files, "../../evil.py": b"x"}, "nothing else"),
        (lambda files: {**files, "/etc/passwd": b"x"}, "nothing else"),
        (lambda files: {HEAD: files[HEAD]}, "nothing else"),
        (lambda files: {**files, HEAD: b"not a head"}, "can't be used"),
        (lambda files: {**files, META: b"[]"}, "can't be used"),
        (lambda files: {**files, META: b'{"task": "sentiment"}'}, "not those of the task"),
        (lambda files: {**files, EXAMPLES: b"no numbers"}, "can't be used"),
        (lambda files: {**files, EXAMPLES: bomb()}, "unpacks to more"),
    ],
    ids=["climbs out", "absolute", "incomplete", "no head", "no facts", "another task", "no examples", "bomb"],
)
def test_what_is_not_a_version_is_refused(
    folder: Path, tmp_path: Path, spoil: Callable[[dict[str, bytes]], dict[str, bytes]], says: str
) -> None:
    with pytest.raises(ArchiveError, match=says):
        read_archive(forge(tmp_path / "f.zip", spoil(contents(folder))), ENCODER)


@pytest.mark.parametrize("task", ["../intent", "intent/x", "", "INTENT", "intent@../x"])
def test_a_task_that_could_be_a_path_is_refused(folder: Path, tmp_path: Path, task: str) -> None:
    with pytest.raises(ArchiveError):
        read_archive(forge(tmp_path / "f.zip", contents(folder), task=task), ENCODER)


def test_what_is_no_archive_is_refused(tmp_path: Path) -> None:
    (tmp_path / "f.zip").write_bytes(b"PK nothing")
    with pytest.raises(ArchiveError, match="no archive"):
        read_archive(tmp_path / "f.zip", ENCODER)
