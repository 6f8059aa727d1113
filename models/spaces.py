"""Whether a head understands an encoder: it does where both speak of the same space of embeddings.

An encoder's version is `<space>-<checksum>`. Another quantisation of the same weights has another checksum and the same
space; an encoder that was trained further has another space, and every head has to be trained again.
"""


def same_space(trained_on: str, here: str) -> bool:
    """By the encoders' versions; a head that doesn't say what it was trained on ("") is believed to fit."""
    return not trained_on or trained_on.rpartition("-")[0] == here.rpartition("-")[0]
