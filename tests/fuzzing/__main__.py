"""Follows the branches of what reads files that people edit, and of `reply`, with atheris (libFuzzer), for a bounded time.

pip install atheris
python -m tests.fuzzing TARGET [-max_total_time=60] [any option of libFuzzer]

Ends with code 0 if nothing but our own errors came out; else the input is in a file that libFuzzer names, and which is tried
alone in place of the options.
"""

import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import atheris  # no dependency of the tests: it is there for Linux on some processors only

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parent.parent)]

with atheris.instrument_imports(include=["microneedling_faq"], enable_loader_override=False):
    import test_files_fuzzing as files
    from samples import excel_file, pdf_file, word_file
    from test_reply_fuzzing import PIECES, keeps_its_promises

    from builders import SMALL_CORPUS, write_files
    from microneedling_faq import Chatbot
    from microneedling_faq.corpus.annotations import read_annotations
    from microneedling_faq.corpus.documents import read_corpus
    from microneedling_faq.corpus.patterns import parse_pattern
    from microneedling_faq.corpus.tables import read_tables
    from microneedling_faq.evaluation.question_files import read_questions
    from microneedling_faq.settings_reading import read_settings

Target = tuple[Callable[[bytes], object], Sequence[bytes]]  # what is tried, and inputs to start from


def document(suffix: str) -> Callable[[bytes], object]:
    return lambda data: files.read_as(f"doc{suffix}", data, read_corpus)


def staff(data: bytes) -> None:
    def read(corpus: Path) -> object:
        content = read_corpus(corpus)
        return read_annotations(corpus, read_tables(corpus), content.documents, [])

    with tempfile.TemporaryDirectory() as folder:
        corpus = write_files(Path(folder), {"returns.md": SMALL_CORPUS["returns.md"], "staff.toml": data})
        files.only_ours(lambda: read(corpus))


def reply() -> Callable[[bytes], object]:
    chatbot = Chatbot.open()

    def ask(data: bytes) -> None:
        *history, message = data.decode(errors="surrogateescape").split("\n\n")
        keeps_its_promises(chatbot, message, chatbot.reply(message, history))

    return ask


TARGETS: dict[str, Callable[[], Target]] = {
    "settings": lambda: (lambda data: files.read_as("clinic.toml", data, lambda path: read_settings(path, {})), files.SETTINGS),
    "staff": lambda: (staff, files.STAFF),
    "questions": lambda: (lambda data: files.read_as("q.jsonl", data, read_questions), files.QUESTIONS),
    "patterns": lambda: (
        lambda data: files.only_ours(lambda: parse_pattern(data.decode(errors="replace"))),
        [b"cant ... breath*"],
    ),
    "reply": lambda: (reply(), [piece.encode(errors="surrogatepass") for piece in PIECES]),
    **{suffix: lambda suffix=suffix: (document(suffix), files.TEXTS[suffix]) for suffix in files.TEXTS},
    ".docx": lambda: (document(".docx"), [word_file()]),
    ".xlsx": lambda: (document(".xlsx"), [excel_file()]),
    ".pdf": lambda: (document(".pdf"), [pdf_file()]),
}


def main() -> None:
    """Fuzz what is named."""
    name, *options = sys.argv[1:] or ["?"]
    if name not in TARGETS:
        raise SystemExit(f"python -m tests.fuzzing TARGET; targets: {' '.join(TARGETS)}")
    target, seeds = TARGETS[name]()
    for seed in seeds:  # libraries that are imported when they are first wanted
        target(seed)
    with tempfile.TemporaryDirectory() as folder:
        write_files(Path(folder), {str(number): seed for number, seed in enumerate(seeds)})
        inputs = [] if any(Path(option).is_file() for option in options) else [folder]
        atheris.Setup([sys.argv[0], *options, *inputs], target)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
