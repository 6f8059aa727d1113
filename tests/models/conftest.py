"""The shipped encoder, loaded once."""

import pytest

from models.encode import Encoder


@pytest.fixture(scope="session")
def encoder() -> Encoder:
    return Encoder.load()
