"""From texts to embeddings: the model on disk, sentence-transformers (the only door to torch), and its ONNX export.

In: texts. Out: float32 rows, L2-normalised. May import `corpus`. Answering uses `onnx_encoder` and `encoder_cache`; what needs
torch (`sentence_embedder`, `onnx_export`) is imported by builds alone.
"""

__all__ = [
    "adapter_training",
    "encoder_cache",
    "model_files",
    "onnx_encoder",
    "onnx_export",
    "sentence_embedder",
    "trained_weights",
]  # the modules that packages below use
