"""The index: one interface, and behind it two engines: a folder with FAISS, and PostgreSQL with pgvector (`postgresql`).

In: passages, entries and embeddings. Out: an `Index` that is searched by row, from `engines.engine_of`. May import `corpus` and
`encoder`. How far either engine carries is in `postgresql/SCALE.md`.
"""

__all__ = [
    "bundle",
    "calibration",
    "compact_embeddings",
    "converted_texts",
    "engines",
    "lexical",
    "postgresql",
    "reader",
    "writer",
]  # the modules that packages below use
