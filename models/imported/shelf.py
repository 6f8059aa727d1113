"""The encoders that an installation holds beside the shipped one: a folder each, never changed once it is there.

    <models>/encoders/<version>/model.onnx (and its weights), tokenizer.json, dense*.safetensors, encoder.json, CHECKSUM

A version is the encoder's name and eight digits of the checksum over all that makes its vectors, so that the same
folder gives the same version. It appears by renaming a finished, synced folder.
"""

import hashlib
import os
import re
import shutil
import tempfile
from pathlib import Path

import msgspec
from msgspec import structs

from models.encode import EncoderDamaged
from models.imported.described import Description, EncoderRefused
from models.imported.encoder import (
    CHECKSUM,
    DESCRIPTION,
    GRAPH,
    TOKENIZER,
    ImportedEncoder,
    digest_of,
)
from models.imported.folder import MOST_PROMPT_CHARACTERS, Folder, Found, look
from models.imported.graph import beside, check_operators, find_ports, read_graph
from models.imported.trial import try_encoder

FOLDER = "encoders"
MOST_BYTES = 3 * 1024**3  # of a graph with its weights: bge-m3 in float32 has 2.3 GB
MOST_NAME = 48
TAKEN = ("encoders", "minilm")  # a registry's folder, and the shipped encoder's own name
_PARTIAL = ".adding-"


class Shelf:
    """The imported encoders below a folder of models."""

    def __init__(self, models: Path) -> None:
        self.root = models / FOLDER

    def versions(self) -> list[str]:
        """All versions, by name."""
        there = self.root.glob("*") if self.root.is_dir() else ()
        return sorted(path.name for path in there if not path.name.startswith(".") and (path / CHECKSUM).is_file())

    def describe(self, version: str) -> Description:
        """What was found when it was taken. Raises EncoderDamaged."""
        try:
            return msgspec.json.decode((self._folder(version) / DESCRIPTION).read_bytes(), type=Description)
        except (OSError, msgspec.MsgspecError) as problem:
            raise EncoderDamaged(f"the encoder {version} is incomplete: {problem}") from problem

    def load(self, version: str) -> ImportedEncoder:
        """The encoder, its checksums verified. Raises EncoderDamaged."""
        return ImportedEncoder.load(self._folder(version))

    def add(
        self,
        folder: Path,
        *,
        graph: str = "",
        name: str = "",
        question: str | None = None,
        passage: str | None = None,
    ) -> str:
        """Checks the encoder in `folder`, copies it here and returns its version; one that is here already stays.

        `graph` names the ONNX file where there are several, `name` is for people, the two prompts go before those of
        the folder's settings. Raises EncoderRefused, with nothing left behind, and OSError (disk full).
        """
        found = _with_prompts(look(folder, MOST_BYTES, graph, name), question, passage)
        self.root.mkdir(parents=True, exist_ok=True)
        place = Path(tempfile.mkdtemp(prefix=_PARTIAL, dir=self.root))
        try:
            sums = _copy(found, Folder(folder), place)
            description = _tried(found, place)
            digest = hashlib.sha256(msgspec.json.encode([description.recipe, description.ports, sorted(sums.items())]))
            version = f"{_slug(found.recipe.name)}-{digest.hexdigest()[:8]}"
            if version in self.versions():
                return version
            (place / DESCRIPTION).write_bytes(msgspec.json.format(msgspec.json.encode(description)))
            sums[DESCRIPTION] = digest_of(place / DESCRIPTION)
            (place / CHECKSUM).write_text("".join(f"{digest}  {name}\n" for name, digest in sorted(sums.items())))
            for path in (*place.iterdir(), place):
                _sync(path)
            place.rename(self.root / version)
            _sync(self.root)
            return version
        finally:
            shutil.rmtree(place, ignore_errors=True)

    def _folder(self, version: str) -> Path:
        if version not in self.versions():
            there = ", ".join(self.versions()) or "none"
            raise EncoderDamaged(f"there is no encoder {version} in {self.root} (there are: {there}); import it again")
        return self.root / version


def _with_prompts(found: Found, question: str | None, passage: str | None) -> Found:
    recipe = found.recipe
    asked = recipe.question if question is None else question
    searched = recipe.passage if passage is None else passage
    if max(len(asked), len(searched)) > MOST_PROMPT_CHARACTERS:
        raise EncoderRefused(f"a prompt is longer than {MOST_PROMPT_CHARACTERS} characters")
    return structs.replace(found, recipe=structs.replace(recipe, question=asked, passage=searched))


def _copy(found: Found, source: Folder, place: Path) -> dict[str, str]:
    """Copies all files of the encoder, those that its graph names too, and returns their checksums."""
    room = MOST_BYTES
    sums: dict[str, str] = {}

    def take(path: Path, name: str) -> None:
        nonlocal room
        shutil.copyfile(path, place / name)
        room -= (place / name).stat().st_size
        if room < 0:
            raise EncoderRefused(f"the encoder has more than {MOST_BYTES // 2**20:,} MB")
        sums[name] = digest_of(place / name)

    take(found.graph, GRAPH)
    take(found.tokenizer, TOKENIZER)
    for name, path in found.dense.items():
        take(path, name)
    at = Path(found.recipe.graph).parent
    for name, least in beside(read_graph(place / GRAPH)).items():
        if name in sums or name in {CHECKSUM, DESCRIPTION}:
            raise EncoderRefused(f"the graph's weights name the file {name!r}, which is another one of the encoder")
        path = source.file((at / name).as_posix(), MOST_BYTES)
        if path.stat().st_size < least:
            raise EncoderRefused(f"{(at / name).as_posix()} is too short for the weights in it: it was cut off")
        take(path, name)
    return sums


def _tried(found: Found, place: Path) -> Description:
    graph = read_graph(place / GRAPH)
    check_operators(graph)
    ports = find_ports(graph, bool(found.recipe.stages))
    del graph  # as large as its file
    size = sum(path.stat().st_size for path in place.iterdir())
    description = Description(recipe=found.recipe, ports=ports, dimensions=0, bytes=size)
    passed = try_encoder(place, description)
    return structs.replace(description, dimensions=passed.dimensions, line=passed.line, notes=passed.notes)


def _slug(name: str) -> str:
    slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:MOST_NAME].strip("-") or "encoder"
    return f"own-{slug}" if slug.startswith(TAKEN) else slug


def _sync(path: Path) -> None:
    """Makes a file, or a folder's list of names, survive a power cut."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
