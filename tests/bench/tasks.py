"""What the bench runs in a process of its own with the package: `python -m tests.bench.tasks TASK …`, JSON in the last line."""

import json
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from microneedling_faq import Chatbot
from microneedling_faq.building.build import build_index
from microneedling_faq.encoder.model_files import find_model
from microneedling_faq.encoder.onnx_encoder import QueryEncoder, encoder_folder
from microneedling_faq.encoder.onnx_export import make_encoder
from microneedling_faq.index.faiss_vectors import VectorIndex
from microneedling_faq.index.lexical import LexicalIndex
from microneedling_faq.index.reader import load_index

from .heavy import processor_ms


class Stopwatch:
    """Adds up the time that is spent inside some methods."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = {}

    def watch(self, owner: type, method: str, name: str) -> None:
        """Time every call of a method under a name."""
        original: Callable[..., Any] = getattr(owner, method)

        def timed(*arguments: Any, **options: Any) -> Any:
            start = time.perf_counter()
            try:
                return original(*arguments, **options)
            finally:
                self.spent[name] = self.spent.get(name, 0.0) + time.perf_counter() - start

        setattr(owner, method, timed)


def reply(questions_file: str, passes: str) -> dict[str, list[float]]:
    """Seconds of every reply, and where they went; nothing is remembered but in the last pass."""
    questions = json.loads(Path(questions_file).read_text(encoding="utf-8"))
    remembering = Chatbot.open()
    chatbot = _forgetful(remembering)
    whole = _time_replies(chatbot, questions[:5] + questions * int(passes), None)["whole"][5:]
    _time_replies(remembering, questions, None)
    remembered = _time_replies(remembering, questions, None)["whole"]
    watch = Stopwatch()
    watch.watch(QueryEncoder, "_run", "forward pass")
    watch.watch(QueryEncoder, "embed", "embed")
    watch.watch(VectorIndex, "search", "nearest entries")
    watch.watch(LexicalIndex, "scores", "BM25")
    parts = _time_replies(chatbot, questions * int(passes), watch)
    own = [whole - forward for whole, forward in zip(parts.pop("whole"), parts["forward pass"], strict=True)]
    return {"whole": whole, "own": own, "remembered": remembered, **parts}


def heavy(questions_file: str) -> dict[str, float]:
    """Processor time of the dearest messages, in milliseconds."""
    return processor_ms(_forgetful(Chatbot.open()), json.loads(Path(questions_file).read_text(encoding="utf-8")))


def _forgetful(chatbot: Chatbot) -> Chatbot:
    """The same chatbot, which remembers no embedding."""
    return replace(chatbot, encoder=QueryEncoder.open(encoder_folder(chatbot.model), remembered_texts=0))


def _time_replies(chatbot: Chatbot, questions: list[str], watch: Stopwatch | None) -> dict[str, list[float]]:
    seconds: dict[str, list[float]] = {"whole": []}
    for question in questions:
        spent = watch.spent if watch else {}
        spent.update(dict.fromkeys(spent, 0.0))
        start = time.perf_counter()
        chatbot.reply(question)
        seconds["whole"].append(time.perf_counter() - start)
        for name, value in spent.items():
            seconds.setdefault(name, []).append(value)
    return seconds


def build(corpus: str, index: str, embeddings_file: str) -> dict[str, float]:
    """Seconds to build an index from nothing: reading, chunking, embedding, counting words, writing."""
    model = find_model()
    make_encoder(model).embed(["warm"])
    start = time.perf_counter()
    build_index(Path(corpus), Path(index), model)
    seconds = time.perf_counter() - start
    load_index(Path(index)).vectors.embeddings().tofile(embeddings_file)
    return {"seconds": seconds}


def embed(texts_file: str, embeddings_file: str) -> dict[str, float]:
    """Embed texts and keep what came out."""
    texts = json.loads(Path(texts_file).read_text(encoding="utf-8"))
    encoder = make_encoder(find_model())
    np.save(embeddings_file, encoder.embed_anew(texts, progress=True))
    return {}


TASKS: dict[str, Callable[..., Any]] = {"reply": reply, "heavy": heavy, "build": build, "embed": embed}

if __name__ == "__main__":
    print(json.dumps(TASKS[sys.argv[1]](*sys.argv[2:])))
