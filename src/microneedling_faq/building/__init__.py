"""From a corpus to its index on disk, and the check that an index is what its corpus and model say.

In: a corpus folder and a model. Out: a new generation of index files, or a list of problems. May import `retrieval` (for the
calibration) and what is above it. Slow and rare; answering imports it only when an index must be rebuilt.
"""

__all__ = ["build", "bundling", "prepare", "said_twice", "verify"]  # the modules that packages below use
