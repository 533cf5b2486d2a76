"""What each command does; heavy parts are imported by the command that needs them."""

import argparse
import json
import shlex
import signal
import sys
from collections.abc import Iterable
from dataclasses import asdict
from datetime import date
from importlib.util import find_spec
from pathlib import Path

from ..encoder.model_files import Model, find_model
from ..errors import FaqError, QuestionsError
from ..index.reader import stale_because
from ..index_places import DatabasePlace, IndexPlace, beside
from ..paths import default_index, shipped, trained_folder
from ..replying.chatbot import Chatbot
from ..settings import Settings
from ..settings_reading import list_settings, read_settings
from ..web.visitor.page_words import words_in
from .printing import format_reply, format_status, format_version

BUILD_COMMAND = "microneedling-faq index build"


def ask(arguments: argparse.Namespace) -> int:
    """Print the reply to one question; "not covered" is an outcome, not a failure."""
    chatbot = _open(arguments)
    reply = chatbot.reply(arguments.question, arguments.history)
    if arguments.why:
        print(chatbot.why(arguments.question, arguments.history), file=sys.stderr)
    words = words_in(chatbot.notices, reply.language)
    print(json.dumps(asdict(reply), ensure_ascii=False, indent=2) if arguments.json else format_reply(reply, words))
    return 0


def ask_lines(arguments: argparse.Namespace) -> int:
    """Print the reply to each line of stdin as a line of JSON, as soon as it is made."""
    from .question_lines import read_question_lines

    chatbot = _open(arguments)
    for line in read_question_lines(sys.stdin.buffer if sys.stdin else None):
        if not line.readable:
            print(f"microneedling-faq: stdin, line {line.number}: is not UTF-8; read as {line.text[:40]!r}", file=sys.stderr)
        if arguments.why:
            print(chatbot.why(line.text, arguments.history), file=sys.stderr)
        print(json.dumps(asdict(chatbot.reply(line.text, arguments.history)), ensure_ascii=False), flush=True)
    return 0


def chat(arguments: argparse.Namespace) -> int:
    """Serve the chat page until Ctrl-C."""
    from ..web.server import serve  # gradio

    said = read_settings(arguments.settings)  # once: a changed index is put in use with the same settings
    serve(
        lambda: _open(arguments, said),
        host=arguments.host,
        port=arguments.port,
        workers=arguments.workers or said.workers,
        demo=arguments.demo,
        log=said.log,
    )
    return 0


def init(arguments: argparse.Namespace) -> int:
    """Make a corpus to start from."""
    from .new_corpus import CORPUS, SETTINGS, make_corpus

    for path in make_corpus(arguments.folder):
        print(path)
    corpus, settings = arguments.folder / CORPUS, arguments.folder / SETTINGS
    print(f"Write your own texts there, then: microneedling-faq chat --corpus {corpus} --settings {settings}")
    return 0


def index_build(arguments: argparse.Namespace) -> int:
    """Build the index; files that cannot be read are named on stderr, the others are indexed."""
    from ..building.build import build_index

    corpus, index = _places(arguments)
    manifest = build_index(corpus, index, _model(arguments))
    for problem in manifest.skipped.values():
        print(f"microneedling-faq: left out: {problem}", file=sys.stderr)
    print(format_status(index, manifest, None))
    return 0


def index_prepare(arguments: argparse.Namespace) -> int:
    """Make all that answering reads, below the index."""
    from ..building.prepare import prepare

    corpus, index = _places(arguments)
    manifest = prepare(corpus, index, _model(arguments))
    print(format_status(index, manifest, None))
    print(f"{index}: whoever may read it can answer from it")
    return 0


def bundle(arguments: argparse.Namespace) -> int:
    """Write all that a server answers from into one folder."""
    from ..building.bundling import write_bundle

    corpus, index = _places(arguments)
    if isinstance(index, DatabasePlace):
        raise FaqError(f"{index}: a bundle holds an index of its own, in files. Leave --index out, or name a folder")
    manifest = write_bundle(corpus, index, _model(arguments), arguments.out)
    print(format_status(arguments.out, manifest, None))
    print(f"{arguments.out}: answer from it anywhere: microneedling-faq chat --bundle {arguments.out}")
    return 0


def index_verify(arguments: argparse.Namespace) -> int:
    """Check the index and what staff wrote; print what is wrong, if anything, and what an editor should look at."""
    from ..building.said_twice import said_twice
    from ..building.verify import never_read, verify_index
    from ..corpus.review import review_corpus
    from ..index.engines import engine_of

    corpus, index = _places(arguments)
    findings = review_corpus(corpus, date.today())
    problems = list(dict.fromkeys([*findings.problems, *verify_index(corpus, index, _model(arguments))]))
    for problem in problems:
        print(f"microneedling-faq: {with_places(problem, arguments)}", file=sys.stderr)
    left_out = (
        [f"left out: {reason}" for reason in never_read(engine_of(index).read_manifest()).values()] if not problems else []
    )
    for warning in [*findings.warnings, *left_out, *(said_twice(engine_of(index).load()) if not problems else ())]:
        print(f"microneedling-faq: warning: {warning}", file=sys.stderr)
    if not problems:
        print(f"{index}: every hash, span and sampled embedding is right")
        print(f"{corpus}: every caution quotes its document, every link is well-formed, no notice is missing")
    return 1 if problems else 0


def index_status(arguments: argparse.Namespace) -> int:
    """Say what is indexed and whether it fits the corpus as it is now."""
    from ..index.engines import engine_of

    corpus, index = _places(arguments)
    manifest = engine_of(index).read_manifest()
    status = format_status(index, manifest, stale_because(manifest, corpus, _model(arguments)))
    print(with_places(status, arguments))
    if isinstance(index, DatabasePlace):
        from ..index.postgresql.reader import read_versions

        print("\n".join(format_version(version) for version in read_versions(index)))
    return 0


def index_rollback(arguments: argparse.Namespace) -> int:
    """Put the version before the one in use in use again, for all who answer from the database."""
    corpus, index = _places(arguments)
    if not isinstance(index, DatabasePlace):
        raise FaqError(
            f"{index}: a folder keeps no older version. Take a change back with 'microneedling-faq changes undo N', "
            f"or build: {BUILD_COMMAND}"
        )
    from ..index.postgresql.writer import roll_back

    manifest = roll_back(index)
    print(format_status(index, manifest, stale_because(manifest, corpus, _model(arguments))))
    return 0


def index_train(arguments: argparse.Namespace) -> int:
    """Train on the wordings, print the measures before and after, and say whether the new weights are kept."""
    from ..training.train import train

    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that one that is ended takes away what it has made so far
    corpus, index = _places(arguments)
    if isinstance(index, DatabasePlace):
        raise FaqError(f"{index}: training needs a folder. Train with --index DIR, then build: index build --index {index}")
    outcome = train(corpus, index, arguments.model, arguments.questions, force=arguments.force)
    print(json.dumps(outcome.to_json()) if arguments.json else outcome.comparison.to_table())
    fallen = ", ".join(outcome.comparison.fallen())
    if outcome.kept:
        said = f"{index}: the new weights are in use" + (f", though these fell: {fallen}" if fallen else "")
        print(said, file=sys.stderr if arguments.json else sys.stdout)
        return 0
    print(f"microneedling-faq: the old weights stay, for these fell: {fallen}. Keep the new: --force", file=sys.stderr)
    return 1


def evaluate_replies(arguments: argparse.Namespace) -> int:
    """Reply to every question of a file and measure the replies."""
    from ..evaluation.question_files import read_questions
    from ..evaluation.reply_measures import format_table, measure_replies

    questions = read_questions(arguments.questions)
    chatbot = _open(arguments)
    replies = [chatbot.reply(question.question, question.history) for question in questions]
    if arguments.replies:
        lines = ({"id": q.id, "reply": asdict(r)} for q, r in zip(questions, replies, strict=True))
        _write_lines(arguments.replies, lines)
    report = measure_replies(questions, replies)
    print(json.dumps(report.to_json(), indent=2) if arguments.json else format_table(report))
    return 0


def evaluate_rankings(arguments: argparse.Namespace) -> int:
    """Rank the documents for every query by meaning, by words and by both, and measure the rankings."""
    from ..evaluation.question_files import read_qrels, read_queries
    from ..evaluation.ranking import rank_documents
    from ..evaluation.ranking_measures import measure_run

    queries, qrels = read_queries(arguments.queries), read_qrels(arguments.qrels)
    runs = rank_documents(_open(arguments), queries)
    measured = {name: measure_run(run, qrels, k=10) for name, run in runs.items()}
    if arguments.json:
        print(json.dumps({n: {m: v.to_json() for m, v in ms.items()} for n, ms in measured.items()}, indent=2))
        return 0
    for name, measures in measured.items():
        print(f"{name:10}" + "".join(f"  {measure} {values.value:.4f}" for measure, values in measures.items()))
    return 0


def texts(arguments: argparse.Namespace) -> int:
    """Print all texts about health with sources and signatures, per language, with the numbers of the settings' country."""
    from ..corpus.annotations import spoken_languages
    from ..corpus.documents import read_corpus
    from ..corpus.notices import merge_texts, read_notices
    from ..corpus.program_signposts import brought_tables
    from ..corpus.tables import read_tables
    from ..teaching.texts_listing import format_html, format_plain, list_texts

    settings, (corpus, _) = read_settings(arguments.settings), _places(arguments)
    tables = brought_tables(corpus, read_tables(corpus))
    documents = read_corpus(corpus).documents
    spoken = spoken_languages(corpus, documents)
    notices = merge_texts(read_notices(corpus, documents), settings.own_notices(spoken[0]))
    parts = {
        f"Texts in {language}, country {settings.country}": list(list_texts(tables, notices, settings, language))
        for language in sorted(notices.keys() & set(spoken)) or sorted(notices)
    }
    print(format_html(parts) if arguments.html else "\n\n".join(format_plain(each, name) for name, each in parts.items()))
    return 0


def mcp(arguments: argparse.Namespace) -> int:
    """Serve the tools for assistants on stdin and stdout, until stdin ends."""
    if not find_spec("mcp"):
        raise FaqError('the package mcp is missing. Install it: pip install "mcp>=2.3,<3"')
    from ..mcp.server import AnswersAtOnce, build_server

    build_server(AnswersAtOnce(_open(arguments))).run()
    return 0


def doctor(arguments: argparse.Namespace) -> int:
    """Say of each part that it is well, or what to do."""
    from .doctor import examine
    from .findings import Place

    place = Place(*_places(arguments), arguments.model, arguments.settings, arguments.host, arguments.port)
    states = []
    for finding in examine(place):
        print(finding, flush=True)
        states.append(finding.state)
    return 1 if "mend" in states else 0


def settings(arguments: argparse.Namespace) -> int:
    """Print every setting with its meaning, default and where its value came from, as a settings file."""
    from .settings_listing import format_settings

    print(format_settings(list_settings(arguments.settings), read_settings(arguments.settings).notices))
    return 0


def with_places(advice: str, arguments: argparse.Namespace) -> str:
    """Advice whose command for a new index names the corpus and index that were named, so that it can be pasted."""
    named = [(option, getattr(arguments, option, None)) for option in ("corpus", "index", "model")]
    options = "".join(f" --{option} {shlex.quote(str(value))}" for option, value in named if value)
    return advice.replace(BUILD_COMMAND, BUILD_COMMAND + options)


def _open(arguments: argparse.Namespace, said: Settings | None = None) -> Chatbot:
    said = said or read_settings(arguments.settings)
    _finish_interrupted(arguments, said)
    return Chatbot.open(arguments.corpus, arguments.index, model=arguments.model, settings=said)


def _finish_interrupted(arguments: argparse.Namespace, said: Settings) -> None:
    """Finish a change to the corpus that was cut short, without which its files may not fit together."""
    corpus, index = _places(arguments)
    if not (corpus / "staff" / "changes").is_dir():
        return
    from ..teaching.publishing import finish_interrupted
    from ..teaching.trial import Workplace

    finish_interrupted(Workplace(corpus, index, _model(arguments), said))


def _write_lines(path: Path, records: Iterable[object]) -> None:
    try:
        with path.open("w", encoding="utf-8") as file:
            file.writelines(json.dumps(record, ensure_ascii=False) + "\n" for record in records)
    except OSError as error:
        raise QuestionsError(f"{path}: cannot be written ({error.strerror}). Name another file") from error


def _model(arguments: argparse.Namespace) -> Model:
    corpus, index = _places(arguments)
    return find_model(arguments.model, trained=trained_folder(corpus, beside(index)))


def _places(arguments: argparse.Namespace) -> tuple[Path, IndexPlace]:
    corpus = arguments.corpus or shipped("corpus")
    return corpus, arguments.index or default_index(corpus)
