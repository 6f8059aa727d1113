"""Fits the head for high stakes for the shipped encoder: `python -m server.understanding.build_stakes`."""

from models.encode import Encoder
from server.understanding.stakes import fit_stakes, save_stakes

if __name__ == "__main__":
    shipped = Encoder.load()
    save_stakes(fit_stakes(shipped), shipped)
