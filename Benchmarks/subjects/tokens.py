"""Fast byte-pair encoding beside Hugging Face's tokenizers, to a vocabulary of the same size."""
from harness import DATA, processor_time, run

TITLE = "Byte-pair encoding"
ABOUT = (
    "191,518 bytes of licences, word by word, 4,096 tokens, the 256 bytes included. Time is that of learning the merges and of writing the text in them. The "
    "counts of tokens may differ by ties alone: pairs of the same frequency are taken in another order."
)
PACKAGES = ["tokenizers"]
SPACE = b" \t\n\r"


def words(text):
    """A word begins where white space follows something else, as the instance has it."""
    begins = [i for i in range(len(text)) if i == 0 or text[i] in SPACE and text[i - 1] not in SPACE]
    return [text[begin:end] for begin, end in zip(begins, begins[1:] + [len(text)])]


def letters():
    """GPT-2's: a printable letter for each byte."""
    from tokenizers.pre_tokenizers import ByteLevel

    return sorted(ByteLevel.alphabet())


def theirs(pieces, size):
    from tokenizers import Tokenizer, models, pre_tokenizers, trainers

    alphabet = letters()
    coded = ["".join(alphabet[byte] for byte in piece) for piece in pieces]
    tokenizer = Tokenizer(models.BPE())
    trainer = trainers.BpeTrainer(vocab_size=size, initial_alphabet=alphabet, show_progress=False)
    # Each piece is a word of its own; none has a blank in it, since each byte is a printable letter.
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    begin = processor_time()
    tokenizer.train_from_iterator(coded, trainer)
    tokens = sum(len(found.ids) for found in tokenizer.encode_batch_fast(coded))
    return {"tokens": tokens, "time": 1e3 * (processor_time() - begin)}


def ours():
    record = run("fast-bpe", "text/licences")
    return {"tokens": record["metrics"]["tokens"], "time": 1e3 * record["seconds"]["cpu"]}


def measure(bench):
    pieces = words((DATA / "licences.txt").read_bytes())
    bench.compare("text/licences", "tokenizers", ours, lambda: theirs(pieces, 4096), {"tokens": ("tokens", 1.002), "time": ("ms", 1.0)})
