"""Writes minilm.json: what Hugging Face's tokenizer and PyTorch make of some sentences.

    pip install torch tokenizers safetensors
    python3 make_minilm.py ../../../Data/fetched/minilm

The tokens come from `tokenizers` with the model's own vocabulary. The embeddings come from the encoder written out below in
PyTorch's own functions, single precision, after the model's config.json: layer norms with epsilon 1e-12, the exact GELU, twelve
heads, the mean over tokens, length one. A small encoder with random weights is written whole.
"""
import json
import sys

import torch
from safetensors.torch import load_file
from tokenizers import BertWordPieceTokenizer

SENTENCES = [
    "Debconf is a configuration management system for Debian packages.",
    "This package contains the detached debugging symbols for the GNU C library.",
    "libfontenc is a library which helps font libraries portably determine and deal with different encodings of fonts.",
    "A self-contained, easily reusable, Python library for parsing, manipulating and generating URIs.",
    "The cat sat on the mat.",
    "A dog slept under the table!",
    "Où est l'hôtel? Ça coûte 3,50 €…",
    "İstanbul ve Straße — ŒUVRE, ÅNGSTRÖM",
    "东京 is Tokyo; 서울 is Seoul, Москва is Moscow, and ελληνικός ΣΊΣΥΦΟΣ is Greek",
    "tabs\tand\nnew lines\u00a0and\u200bzero\u200d width\u2028separated \ufffd\x00\x07bells\x0b",
    "x" * 101 + " " + "y" * 100,
    "unaffable antidisestablishmentarianism",
    "$100 + 50% = @home_dir ^~`|",
    "",
    "e\u0301 and \u00e9 are one, as are \u212b and \u00c5; \ufb01 is not fi",
    "🙂 emoji 👩‍💻 and ½ ² ™",
    "The quick brown fox jumps over the lazy dog " * 12,
    "in the ##ing [x] and un##able",
    "نص عربي with हिन्दी marks",
    "don't re-read the U.S.A.'s e.g.",
]


def norm(x, w, name):
    return torch.nn.functional.layer_norm(x, x.shape[-1:], w[name + ".weight"], w[name + ".bias"], 1e-12)


def blocks(x, w, count, heads):
    for i in range(count):
        p = f"encoder.layer.{i}."
        linear = lambda y, name: torch.nn.functional.linear(y, w[p + name + ".weight"], w[p + name + ".bias"])
        split = lambda y: y.view(len(y), heads, -1).transpose(0, 1)
        q, k, v = (split(linear(x, "attention.self." + n)) for n in ("query", "key", "value"))
        shares = torch.softmax(q @ k.transpose(1, 2) / q.shape[-1] ** 0.5, dim=-1)
        mixed = (shares @ v).transpose(0, 1).reshape(x.shape)
        x = norm(linear(mixed, "attention.output.dense") + x, w, p + "attention.output.LayerNorm")
        y = torch.nn.functional.gelu(linear(x, "intermediate.dense"))
        x = norm(linear(y, "output.dense") + x, w, p + "output.LayerNorm")
    return x


def pooled(x):
    return torch.nn.functional.normalize(x.mean(dim=0), dim=0)


def minilm(folder):
    w = load_file(folder + "/model.safetensors")
    tokenizer = BertWordPieceTokenizer(folder + "/vocab.txt", lowercase=True)
    tokenizer.enable_truncation(128)
    tokens = [tokenizer.encode(s, add_special_tokens=True).ids for s in SENTENCES]
    embeddings = []
    for ids in tokens:
        x = w["embeddings.word_embeddings.weight"][ids] + w["embeddings.position_embeddings.weight"][: len(ids)]
        x = norm(x + w["embeddings.token_type_embeddings.weight"][0], w, "embeddings.LayerNorm")
        embeddings.append([round(float(e), 6) for e in pooled(blocks(x, w, 6, 12))])
    return {"sentences": SENTENCES, "tokens": tokens, "embeddings": embeddings}


def small():
    width, inner, count, heads = 8, 12, 2, 2
    torch.manual_seed(0)
    w = {}
    for i in range(count):
        p = f"encoder.layer.{i}."
        for name, o, n in [
            ("attention.self.query", width, width), ("attention.self.key", width, width), ("attention.self.value", width, width),
            ("attention.output.dense", width, width), ("intermediate.dense", inner, width), ("output.dense", width, inner),
        ]:
            w[p + name + ".weight"], w[p + name + ".bias"] = torch.randn(o, n) * 0.7, torch.randn(o) * 0.3
        for name in ("attention.output.LayerNorm", "output.LayerNorm"):
            w[p + name + ".weight"], w[p + name + ".bias"] = 1 + torch.randn(width) * 0.2, torch.randn(width) * 0.2
    sentences = [torch.randn(n, width) for n in (3, 1, 5)]
    outputs = [blocks(x, w, count, heads) for x in sentences]
    flat = lambda x: [float(e) for e in x.flatten()]
    return {
        "width": width, "inner": inner, "blocks": count, "heads": heads, "tensors": {n: flat(t) for n, t in w.items()},
        "inputs": [flat(x) for x in sentences], "outputs": [flat(x) for x in outputs], "embeddings": [flat(pooled(x)) for x in outputs],
    }


with torch.no_grad():
    document = minilm(sys.argv[1]) | {"small": small()}
with open("minilm.json", "w") as file:
    json.dump(document, file, ensure_ascii=True, separators=(",", ":"))
    file.write("\n")
