"""How often the sentence that staff attached a wording to is among those shown for it, when the wording itself is left out.

    python -m tests.bench.sentences [--wordings N]

The encoder was trained on these wordings, so that the figures compare ways to choose; they do not promise as much for visitors.
"""

import argparse
import random

from microneedling_faq import Chatbot
from microneedling_faq.index.reader import Index
from microneedling_faq.replying.answering_spans import CANDIDATES, Near, Span, answering_spans, span_of
from microneedling_faq.types import Entry, Passage


def main() -> None:
    """Measure on a sample of the wordings of passages."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--wordings", type=int, default=1000, metavar="N", help="sample size (default: 1000)")
    chatbot = Chatbot.open()
    index = chatbot.index
    rows = [row for row, target in enumerate(index.entry_targets) if target < len(index.passages)]
    wordings = [row for row in rows if index.entries[row].kind == "wording" and index.entries[row].start is not None]
    sample = random.Random(11).sample(wordings, min(parser.parse_args().wordings, len(wordings)))
    chosen = [(_choices(chatbot, row), span_of(index.entries[row], _passage(index, row))) for row in sample]
    for name, choices in (("nearest entry", [c[0] for c, _ in chosen]), ("one or two by vote", [c[1] for c, _ in chosen])):
        found = sum(any(_overlap(span, own) for span in spans) for spans, (_, own) in zip(choices, chosen, strict=True) if own)
        two = sum(len(spans) > 1 for spans in choices)
        print(f"{name}: {found / len(chosen):.3f} of {len(chosen)} shown, two sentences in {two / len(chosen):.3f}")


def _choices(chatbot: Chatbot, row: int) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """The spans of the nearest other entry, and those that the vote of all others chooses."""
    index, wording = chatbot.index, chatbot.index.entries[row]
    (cosines,), (rows,) = index.vectors.search(chatbot.encoder.embed([wording.text]), CANDIDATES + 1)
    near: Near = [
        (entry, cosine)
        for found, cosine in zip(rows.tolist(), cosines.tolist(), strict=True)
        if (entry := index.entries[found]).target == wording.target and _said(entry) != _said(wording)
    ]
    passage = _passage(index, row)
    spans = [span for entry, _ in near if (span := span_of(entry, passage))]
    return tuple(spans[:1]), answering_spans(passage, near, chatbot.cautions_of(passage))


def _passage(index: Index, row: int) -> Passage:
    return index.passages[int(index.entry_targets[row])]


def _said(entry: Entry) -> str:
    return entry.text.lower().strip("¿?!. ")


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and one[1] > other[0]


if __name__ == "__main__":
    main()
