"""Write a language model of a few hundred kilobytes with random weights, in the GGUF format.

It says nonsense, quickly; but a real server loads it, counts its tokens and keeps to grammars.
Source of the format: ggml's docs/gguf.md, version 3.
"""

import random
import struct
from array import array
from collections.abc import Sequence
from pathlib import Path
from typing import Final

_UINT32, _INT32, _FLOAT32, _STRING, _ARRAY = 4, 5, 6, 8, 9
_ALIGNED: Final = 32
_WIDTH, _LAYERS, _HEADS, _INNER, _CONTEXT = 32, 2, 4, 64, 2048
_UNKNOWN, _CONTROL, _NORMAL, _BYTE = 2, 3, 1, 6
_TEMPLATE: Final = (
    "{% for m in messages %}{{ m['role'] }}: {{ m['content'] }}\n{% endfor %}assistant:"
)


def write_tiny_model(path: Path) -> None:
    """Write the model; always the same one."""
    special = [("<unk>", _UNKNOWN), ("<s>", _CONTROL), ("</s>", _CONTROL)]
    letters = [(letter, _NORMAL) for letter in "▁abcdefghijklmnopqrstuvwxyz가나다라마바사"]
    tokens = [*special, *((f"<0x{byte:02X}>", _BYTE) for byte in range(256)), *letters]
    tensors = _tensors(len(tokens))
    facts = [
        _text("general.architecture", "llama"),
        _text("general.name", "tiny"),
        *(_number(f"llama.{name}", value) for name, value in _shape(len(tokens)).items()),
        _key("llama.attention.layer_norm_rms_epsilon", _FLOAT32) + struct.pack("<f", 1e-5),
        _text("tokenizer.ggml.model", "llama"),
        _list("tokenizer.ggml.tokens", _STRING, [_string(token) for token, _ in tokens]),
        _list("tokenizer.ggml.scores", _FLOAT32, [struct.pack("<f", 0) for _ in tokens]),
        _list("tokenizer.ggml.token_type", _INT32, [struct.pack("<i", kind) for _, kind in tokens]),
        _number("tokenizer.ggml.bos_token_id", 1),
        _number("tokenizer.ggml.eos_token_id", 2),
        _number("tokenizer.ggml.unknown_token_id", 0),
        _text("tokenizer.chat_template", _TEMPLATE),
    ]
    head = b"GGUF" + struct.pack("<IQQ", 3, len(tensors), len(facts)) + b"".join(facts)
    infos, data = b"", b""
    for name, shape, values in tensors:
        # Sizes are told from the innermost outwards; 0 is 32-bit floats.
        sizes = struct.pack(f"<{len(shape)}Q", *reversed(shape))
        infos += _string(name) + struct.pack("<I", len(shape)) + sizes
        infos += struct.pack("<IQ", 0, len(data))
        data = _padded(data + values)
    path.write_bytes(_padded(head + infos) + data)


def _shape(tokens: int) -> dict[str, int]:
    return {
        "context_length": _CONTEXT,
        "embedding_length": _WIDTH,
        "block_count": _LAYERS,
        "feed_forward_length": _INNER,
        "attention.head_count": _HEADS,
        "attention.head_count_kv": _HEADS,
        "rope.dimension_count": _WIDTH // _HEADS,
        "vocab_size": tokens,
    }


def _tensors(tokens: int) -> list[tuple[str, tuple[int, ...], bytes]]:
    chance = random.Random(7)

    def weights(name: str, *shape: int) -> tuple[str, tuple[int, ...], bytes]:
        count = shape[0] * shape[1]
        values = array("f", (chance.gauss(0, 0.1) for _ in range(count)))
        return f"{name}.weight", shape, values.tobytes()

    def ones(name: str) -> tuple[str, tuple[int, ...], bytes]:
        return f"{name}.weight", (_WIDTH,), array("f", [1.0] * _WIDTH).tobytes()

    out = [weights("token_embd", tokens, _WIDTH), weights("output", tokens, _WIDTH)]
    out.append(ones("output_norm"))
    for layer in range(_LAYERS):
        block = f"blk.{layer}."
        for part in ("attn_q", "attn_k", "attn_v", "attn_output"):
            out.append(weights(block + part, _WIDTH, _WIDTH))
        out.append(weights(block + "ffn_gate", _INNER, _WIDTH))
        out.append(weights(block + "ffn_up", _INNER, _WIDTH))
        out.append(weights(block + "ffn_down", _WIDTH, _INNER))
        out += [ones(block + "attn_norm"), ones(block + "ffn_norm")]
    return out


def _string(text: str) -> bytes:
    data = text.encode()
    return struct.pack("<Q", len(data)) + data


def _key(name: str, kind: int) -> bytes:
    return _string(name) + struct.pack("<I", kind)


def _text(name: str, value: str) -> bytes:
    return _key(name, _STRING) + _string(value)


def _number(name: str, value: int) -> bytes:
    return _key(name, _UINT32) + struct.pack("<I", value)


def _list(name: str, kind: int, values: Sequence[bytes]) -> bytes:
    return _key(name, _ARRAY) + struct.pack("<IQ", kind, len(values)) + b"".join(values)


def _padded(data: bytes) -> bytes:
    return data + bytes(-len(data) % _ALIGNED)
