"""What is known of an imported encoder: how its graph is fed, and what becomes of what the graph gives."""

from typing import Literal

from msgspec import Struct

Mode = Literal["cls", "max", "mean", "mean_sqrt_len_tokens", "weightedmean", "lasttoken"]
Activation = Literal["identity", "tanh", "relu", "gelu", "sigmoid"]
MOST_DIMENSIONS = 4_096  # of a vector: 16 KB a passage, of which an index of a million still fits into a large machine


class EncoderRefused(Exception):
    """The folder is no encoder that can be used here; the text says why, for whoever brought it."""


class Pool(Struct, frozen=True, tag="pool"):
    """Tokens to one vector: the results of the modes one after the other. `prompt`: whether its tokens count too."""

    modes: tuple[Mode, ...]
    prompt: bool = True


class Dense(Struct, frozen=True, tag="dense"):
    """A layer on the vector. `file` holds linear.weight (outputs, inputs) and linear.bias (outputs,)."""

    file: str
    inputs: int
    outputs: int
    activation: Activation


class Normalize(Struct, frozen=True, tag="normalize"):
    """The vector brought to unit length."""


Stage = Pool | Dense | Normalize


class Ports(Struct, frozen=True, kw_only=True):
    """The graph's inputs by name with their integer type, the output that is taken, and whether that is per token."""

    inputs: dict[str, Literal["int64", "int32"]]
    output: str
    of_tokens: bool


class Recipe(Struct, frozen=True, kw_only=True):
    """How a text becomes a vector, as the folder's own files say it."""

    name: str
    graph: str  # the file that was taken, as it is named in the folder
    most_tokens: int
    lower_case: bool = False
    question: str = ""  # what is put before a question ...
    passage: str = ""  # ... and before a passage
    first_position: int = 0  # of graphs that ask for position_ids
    word_dimensions: int = 0  # of a token's vector; 0: not said
    stages: tuple[Stage, ...] = ()


class Line(Struct, frozen=True):
    """cosine as everything here is decided by = scale x the encoder's own + shift."""

    scale: float = 1.0
    shift: float = 0.0


class Description(Struct, frozen=True, kw_only=True):
    """An encoder that was taken: its recipe, its graph's ports, what the trial found."""

    recipe: Recipe
    ports: Ports
    dimensions: int
    bytes: int
    line: Line = Line()
    notes: tuple[str, ...] = ()
