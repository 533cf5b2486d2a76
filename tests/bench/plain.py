"""What people would otherwise write: SentenceTransformer and faiss.IndexFlatIP, nothing else.

Its index lies ready on disk: INDEX is a FAISS file, TEXTS a JSON list of the texts in it.
"""

import json
import sys
import time

import faiss
from sentence_transformers import SentenceTransformer

task, model_folder, *rest = sys.argv[1:]
model = SentenceTransformer(model_folder, device="cpu")

if task == "ask":
    index_file, texts_file, question = rest
    index = faiss.read_index(index_file)
    with open(texts_file, encoding="utf-8") as file:  # noqa: PTH123  (a plain script)
        texts = json.load(file)
    scores, rows = index.search(model.encode([question], normalize_embeddings=True), 3)
    for score, row in zip(scores[0], rows[0], strict=True):
        print(f"{score:.3f}  {texts[row]}")

if task == "reply":
    index_file, questions_file, rounds = rest
    index = faiss.read_index(index_file)
    with open(questions_file, encoding="utf-8") as file:  # noqa: PTH123  (a plain script)
        questions = json.load(file)
    seconds = []
    for question in questions[:5] + questions * int(rounds):
        start = time.perf_counter()
        index.search(model.encode([question], normalize_embeddings=True), 100)
        seconds.append(time.perf_counter() - start)
    print(json.dumps({"whole": seconds[5:]}))

if task == "encode":
    texts_file, embeddings_file = rest
    with open(texts_file, encoding="utf-8") as file:  # noqa: PTH123  (a plain script)
        texts = json.load(file)
    model.encode(texts[:8])
    start = time.perf_counter()
    embeddings = model.encode(texts, normalize_embeddings=True)
    print(json.dumps({"seconds": time.perf_counter() - start}))
    embeddings.tofile(embeddings_file)
