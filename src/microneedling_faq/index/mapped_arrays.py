"""Arrays on disk."""

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt


def map_array(path: Path) -> npt.NDArray[Any]:
    """An array by memory map, as a plain array: slicing numpy's own class for maps takes ten times as long."""
    array: npt.NDArray[Any] = np.load(path, mmap_mode="r").view(np.ndarray)
    return array
