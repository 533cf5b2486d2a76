"""The index on disk: its files and manifest, one writer, one reader, the vector engine and the lexical index.

In: passages, entries and embeddings. Out: an `Index` that is searched by row. May import `corpus` and `encoder`. A second
vector engine goes beside `faiss_vectors`.
"""

__all__ = [
    "bundle",
    "calibration",
    "compact_embeddings",
    "converted_texts",
    "faiss_vectors",
    "lexical",
    "reader",
    "writer",
]  # the modules that packages below use
