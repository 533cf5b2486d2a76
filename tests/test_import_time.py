import json

import pytest

from builders import run_python

HEAVY = {
    "torch",
    "sentence_transformers",
    "transformers",
    "gradio",
    "fastapi",
    "pandas",
    "sklearn",
    "yaml",
    "sentencex",
    "scipy",
    "tqdm",
}

LISTENING = """
import json, sys

asked_for = []
sys.addaudithook(lambda event, arguments: asked_for.append(event) if event.startswith("socket.") else None)

from microneedling_faq.cli import main

code = main(sys.argv[1:])
modules = sorted({name.partition(".")[0] for name in sys.modules})
print(json.dumps({"code": code, "modules": modules, "sockets": asked_for}), file=sys.stderr)
"""


@pytest.fixture(scope="module")
def after_asking(shipped_index, encoder) -> dict:
    """What an interpreter has imported, and which sockets it wanted, when it has answered one question."""
    done = run_python(LISTENING, "ask", "Can it remove surgical scars?", "--index", str(shipped_index))
    return json.loads(done.stderr.splitlines()[-1])


def test_answering_imports_no_heavy_library(after_asking):
    assert after_asking["code"] == 0
    assert HEAVY & set(after_asking["modules"]) == set()
    assert {"onnxruntime", "faiss"} <= set(after_asking["modules"])


def test_answering_asks_the_network_for_nothing(after_asking):
    assert after_asking["sockets"] == []


@pytest.mark.parametrize("command", ["--help", "ask --help", "chat --help", "index status"])
def test_help_and_status_import_no_heavy_library(shipped_index, command):
    arguments = [*command.split(), *(["--index", str(shipped_index)] if command == "index status" else [])]
    done = run_python(
        LISTENING.replace("code = main(sys.argv[1:])", "try: code = main(sys.argv[1:])\nexcept SystemExit: code = 0"),
        *arguments,
    )

    assert HEAVY & set(json.loads(done.stderr.splitlines()[-1])["modules"]) == set()
