"""Rounds the weights of an ONNX graph to eight bits, each block of 32 with a scale of its own.

A short text's pass is bound by reading the weights. Scales for blocks keep them apart from the outliers that spoil one for a
whole matrix (Dettmers et al., "8-bit Optimizers via Block-wise Quantization", 2022); inside onnxruntime's `MatMulNBits`
activations are rounded by block too. What it spares and what it moves: `python -m tests.bench --only weights`.
"""

import shutil
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnx
from onnx import helper, numpy_helper

BLOCK = 32
_BITS, _ZERO, _LARGEST = 8, 128, 127  # codes are unsigned, and 128 stands for 0
_INT8_PRODUCTS = 4  # onnxruntime's name for it: multiply bytes, not floats made of them
_LEAST_ROWS = 1024  # of an embedding table that is worth it
_CONTRIB = "com.microsoft"  # the operators of onnxruntime itself

Codes = npt.NDArray[np.uint8]
Scales = npt.NDArray[np.float32]


def round_weights(source: Path, target: Path, weights: str) -> None:
    """Write a graph with its matrices and its embedding table in eight bits.

    :param target: Where the graph goes.
    :param weights: Name of the file beside it for the weights, which is mapped instead of read and copied.
    """
    model = onnx.load(source)
    matrices = {each.name: numpy_helper.to_array(each) for each in model.graph.initializer}
    nodes = [_rounded(node, matrices, model.graph) for node in model.graph.node]
    del model.graph.node[:]
    model.graph.node.extend(nodes)
    used = {name for node in nodes for name in node.input}
    kept = [each for each in model.graph.initializer if each.name in used]
    del model.graph.initializer[:]
    model.graph.initializer.extend(kept)
    onnx.save_model(model, target, save_as_external_data=True, location=weights, size_threshold=1024)
    shutil.copymode(target, target.parent / weights)  # onnx lets nobody but the owner read it


def _rounded(node: onnx.NodeProto, matrices: dict[str, npt.NDArray[np.float32]], graph: onnx.GraphProto) -> onnx.NodeProto:
    """The node that does the same with codes, which are added to the graph; the node itself where there is nothing to round."""
    if node.op_type == "MatMul" and node.input[1] in matrices:
        inner, outer = matrices[node.input[1]].shape
        codes, scales = to_blocks(matrices[node.input[1]].T)
        names = _add(graph, node.input[1], codes.reshape(outer, -1, BLOCK), scales.reshape(-1))
        return helper.make_node(
            "MatMulNBits",
            [node.input[0], *names],
            node.output,
            node.name,
            domain=_CONTRIB,
            K=inner,
            N=outer,
            bits=_BITS,
            block_size=BLOCK,
            accuracy_level=_INT8_PRODUCTS,
        )
    if node.op_type == "Gather" and len(matrices.get(node.input[0], ())) >= _LEAST_ROWS:
        codes, scales = to_blocks(matrices[node.input[0]])
        table, scale = _add(graph, node.input[0], codes, scales)
        return helper.make_node(
            "GatherBlockQuantized",
            [table, node.input[1], scale],
            node.output,
            node.name,
            domain=_CONTRIB,
            bits=_BITS,
            block_size=BLOCK,
            gather_axis=0,
            quantize_axis=1,
        )
    return node


def to_blocks(matrix: npt.NDArray[np.float32]) -> tuple[Codes, Scales]:
    """Round each block of a row to steps of a 127th of its largest number.

    :param matrix: (n, dimensions), a multiple of `BLOCK`.
    :return: Codes (n, dimensions) and the size of a step, (n, dimensions / BLOCK).
    """
    blocks = matrix.reshape(len(matrix), -1, BLOCK)
    scales = (np.abs(blocks).max(axis=2) / _LARGEST).astype(np.float32)
    steps = np.rint(blocks / np.where(scales > 0, scales, 1)[..., np.newaxis])
    return (steps + _ZERO).astype(np.uint8).reshape(matrix.shape), scales


def _add(graph: onnx.GraphProto, name: str, codes: Codes, scales: Scales) -> tuple[str, str]:
    """Put codes and scales into a graph; their names."""
    names = (f"{name}.codes", f"{name}.scales")
    graph.initializer.extend(
        numpy_helper.from_array(np.ascontiguousarray(array), each) for array, each in zip((codes, scales), names, strict=True)
    )
    return names
