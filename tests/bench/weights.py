"""Weights of eight bits against float32: what they spare in time, and what moves with them."""

import json
import time
from dataclasses import replace
from pathlib import Path
from statistics import median

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from microneedling_faq import Chatbot
from microneedling_faq.encoder.onnx_encoder import (
    GRAPH,
    MANIFEST,
    THREADS,
    TOKENIZER,
    QueryEncoder,
    encoder_folder,
    optimise_graph,
)
from microneedling_faq.encoder.onnx_export import export_graph
from microneedling_faq.encoder.sentence_embedder import CorpusEmbedder
from microneedling_faq.evaluation.question_files import read_qrels, read_queries, read_questions
from microneedling_faq.evaluation.ranking_measures import measure_run
from microneedling_faq.types import Reply

from .measuring import ROOT, Row, turns
from .setting import Setting


def measure_weights(setting: Setting) -> list[Row]:
    """The encoder as it is, its weights of eight bits, against the same graph with float32 ones."""
    model = Chatbot.open().model
    folder = encoder_folder(model)
    exported, graph = setting.kept / "exported.onnx", setting.kept / "float32.onnx"
    export_graph(CorpusEmbedder(model), exported)
    optimise_graph(exported, graph)
    small, full = _open(folder, folder / GRAPH), _open(folder, graph)
    texts: list[str] = json.loads(Path(setting.questions).read_text(encoding="utf-8"))
    spent, usual = turns(setting.rounds, lambda: _median_ms(small, texts), lambda: _median_ms(full, texts))
    cosines = np.einsum("ij,ij->i", small.embed_anew(texts), full.embed_anew(texts))
    moved, replies = _replies_that_change(small, full)
    ranked = [_ndcg(setting, encoder) for encoder in (small, full)]
    return [
        Row("weights of eight bits: embedding a query", "ms", "none", spent, usual, True),
        Row("… lowest cosine to float32", "", "none", [float(cosines.min())], [], True),
        Row(f"… other passages or another kind, of {replies} replies", "replies", "none", [float(moved)], [], True),
        Row("… nDCG@10 on SciFact, by meaning", "", "none", ranked[:1], ranked[1:], True),
    ]


def _open(folder: Path, graph: Path) -> QueryEncoder:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = THREADS
    session = onnxruntime.InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])
    max_tokens = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["max_tokens"]
    return QueryEncoder(session, Tokenizer.from_file(str(folder / TOKENIZER)), max_tokens, remembered_texts=0)


def _median_ms(encoder: QueryEncoder, texts: list[str]) -> float:
    times = []
    for text in texts:
        start = time.perf_counter()
        encoder.embed_anew([text])
        times.append(time.perf_counter() - start)
    return median(times) * 1000


def _replies_that_change(small: QueryEncoder, full: QueryEncoder) -> tuple[int, int]:
    chatbot = Chatbot.open()
    questions = read_questions(ROOT / "tests" / "questions" / "visitors.jsonl")

    def replies(encoder: QueryEncoder) -> list[tuple[str, list[int]]]:
        asked = replace(chatbot, encoder=encoder)
        return [_gist(asked.reply(question.question, question.history)) for question in questions]

    return sum(one != other for one, other in zip(replies(small), replies(full), strict=True)), len(questions)


def _gist(reply: Reply) -> tuple[str, list[int]]:
    return reply.kind, [quotation.start for quotation in reply.passages]


def _ndcg(setting: Setting, encoder: QueryEncoder) -> float:
    data = setting.data / "scifact"
    records = [json.loads(line) for line in (data / "corpus.jsonl").read_text(encoding="utf-8").splitlines()]
    embeddings = encoder.embed_anew([f"{record['title']} {record['text']}".strip() for record in records], progress=True)
    queries, qrels = read_queries(data / "queries.jsonl"), read_qrels(data / "qrels.tsv")
    asked = [query for query in queries if query in qrels]
    best = np.argsort(-encoder.embed_anew([queries[query] for query in asked]) @ embeddings.T, axis=1)[:, :10]
    run = {query: [str(records[row]["id"]) for row in rows] for query, rows in zip(asked, best, strict=True)}
    return measure_run(run, qrels)["nDCG@10"].value
