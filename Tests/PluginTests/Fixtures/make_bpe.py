"""Writes bpe.json: the tokens that Hugging Face's trainer makes of the licences. pip install tokenizers

Without a byte-level alphabet, which orders bytes by the characters that stand for them: the text is ASCII, whose characters are in
the order of its bytes. A word is white space and what follows it, or the whole text is one.
"""
import json
import os

os.environ["RAYON_NUM_THREADS"] = "1"
from tokenizers import Regex, Tokenizer, models, pre_tokenizers, trainers

here = os.path.dirname(os.path.abspath(__file__))
text = open(here + "/../../../Data/licences.txt").read()


def train(text, merges, splits_words):
    tokenizer = Tokenizer(models.BPE())
    if splits_words:
        tokenizer.pre_tokenizer = pre_tokenizers.Split(Regex("[ \\t\\n\\r]+"), "merged_with_next")
    alphabet = len(set(text))
    tokenizer.train_from_iterator([text], trainers.BpeTrainer(vocab_size=alphabet + merges, show_progress=False))
    vocabulary = sorted(tokenizer.get_vocab().items(), key=lambda item: item[1])
    return [token for token, _ in vocabulary[alphabet:]], len(tokenizer.encode(text).ids)


words, word_tokens = train(text, 3840, True)
unsplit, unsplit_tokens = train(text[:20000], 1000, False)
result = {"words": words, "wordTokens": word_tokens, "unsplit": unsplit, "unsplitTokens": unsplit_tokens}
json.dump(result, open(here + "/bpe.json", "w"), indent=0)
