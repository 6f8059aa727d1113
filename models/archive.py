"""One version of a head as one file to carry elsewhere: a zip of its files and a manifest with their checksums.

What comes in was made by somebody else: names, sizes, checksums and the head itself are checked before anything is
written, and only the three files of a version are ever written.
"""

import hashlib
import io
import json
import re
import zipfile
from pathlib import Path
from typing import Any

from models.examples import Examples
from models.export import EXAMPLES, HEAD, META
from models.heads import Head, HeadDamaged, check_head
from models.spaces import same_space

FORMAT = "handrail-model/1"
MANIFEST = "manifest.json"
FILES = (HEAD, EXAMPLES, META)
NEEDED = (HEAD, META)
LARGEST_BYTES = 256 * 1024 * 1024  # of all files unpacked: 200,000 examples and 2,000 labels fit
LARGEST_MANIFEST = 64 * 1024
TASK = re.compile(r"[a-z]{1,40}(?:@[A-Za-z0-9_]{1,200})?")  # it becomes a folder's name
MOMENT = (1980, 1, 1, 0, 0, 0)  # a zip's first: the same version gives the same archive on any day


class ArchiveError(Exception):
    """The file is no archive of a model, was damaged or tampered with, or is another task's."""


def write_archive(folder: Path, task: str, version: str, out: Path) -> None:
    """Packs the version in `folder` into the file `out`. Raises OSError where it can't be written."""
    contents = {name: (folder / name).read_bytes() for name in FILES if (folder / name).exists()}
    sums = {name: hashlib.sha256(content).hexdigest() for name, content in contents.items()}
    manifest = {"format": FORMAT, "task": task, "version": version, "files": sums}
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {MANIFEST: json.dumps(manifest, indent=2).encode(), **contents}.items():
            archive.writestr(zipfile.ZipInfo(name, MOMENT), content, zipfile.ZIP_DEFLATED)


def read_archive(path: Path, encoder: str) -> tuple[str, dict[str, bytes]]:
    """(task, content of each file) of an archive that is whole and whose head can be used. Raises ArchiveError.

    `encoder` is the version of the one here: a head understands the embeddings of the one it was trained on only.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            manifest = _manifest(archive)
            contents = {name: _content(archive, name, digest) for name, digest in manifest["files"].items()}
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError) as problem:
        raise ArchiveError(f"{path} is no archive of a model: {problem}") from problem
    _usable(contents, manifest["task"], encoder)
    return manifest["task"], contents


def _manifest(archive: zipfile.ZipFile) -> dict[str, Any]:
    listed = archive.infolist()
    names = [entry.filename for entry in listed]
    if (
        sorted(names) != sorted(set(names))
        or not set(names) <= {MANIFEST, *FILES}
        or not {MANIFEST, *NEEDED} <= {*names}
    ):
        raise ArchiveError(f"an archive of a model holds {MANIFEST}, {', '.join(FILES)} and nothing else")
    if sum(entry.file_size for entry in listed) > LARGEST_BYTES:
        raise ArchiveError(f"the archive unpacks to more than {LARGEST_BYTES // 2**20} MB")
    try:
        manifest = json.loads(_bounded(archive, MANIFEST, LARGEST_MANIFEST))
        whole = manifest["format"] == FORMAT and bool(TASK.fullmatch(manifest["task"]))
        whole = whole and {MANIFEST, *manifest["files"]} == set(names)
    except (ValueError, KeyError, TypeError) as problem:
        raise ArchiveError(f"{MANIFEST} can't be read") from problem
    if not whole:
        raise ArchiveError(f"{MANIFEST} is not of {FORMAT} or doesn't name the files that are there")
    return dict(manifest)


def _bounded(archive: zipfile.ZipFile, name: str, most: int) -> bytes:
    with archive.open(name) as file:  # what the directory says of sizes is not believed
        content = file.read(most + 1)
    if len(content) > most:
        raise ArchiveError(f"{name} is larger than {most} bytes")
    return content


def _content(archive: zipfile.ZipFile, name: str, digest: object) -> bytes:
    content = _bounded(archive, name, LARGEST_BYTES)
    if hashlib.sha256(content).hexdigest() != digest:
        raise ArchiveError(f"{name} is not what the manifest's checksum says: the archive is damaged")
    return content


def _usable(contents: dict[str, bytes], task: str, encoder: str) -> None:
    try:
        check_head(contents[HEAD])
        meta = json.loads(contents[META])
        head = Head(contents[HEAD])
        examples = _examples(contents[EXAMPLES]) if EXAMPLES in contents else None
        named = (meta["task"], head.meta["task"])
        trained_on = meta.get("encoder", "")
    except ArchiveError:
        raise
    except HeadDamaged as problem:
        raise ArchiveError(f"the archive's model can't be used: {problem}") from problem
    except Exception as problem:  # whatever onnxruntime, numpy or json make of somebody else's bytes
        raise ArchiveError(f"the archive's model can't be used: {type(problem).__name__}") from problem
    if named != (task, task):
        raise ArchiveError(f"the files are not those of the task {task!r} that the manifest names")
    if not same_space(trained_on, encoder):
        raise ArchiveError(f"the head was trained on encoder {trained_on}, here is {encoder}: train it here")
    if examples and not set(examples.labels) <= set(head.labels):
        raise ArchiveError("the examples have labels that the head doesn't know")


def _examples(content: bytes) -> Examples:
    with zipfile.ZipFile(io.BytesIO(content)) as inner:
        if sum(entry.file_size for entry in inner.infolist()) > LARGEST_BYTES:
            raise ArchiveError(f"{EXAMPLES} unpacks to more than {LARGEST_BYTES // 2**20} MB")
    return Examples.read(content)
