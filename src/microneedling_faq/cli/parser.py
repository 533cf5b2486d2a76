"""The commands and their options."""

import argparse
import io
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from .. import __version__
from ..errors import FaqError
from ..index.bundle import find_bundle
from ..index_places import index_place
from ..setting_kinds import WORKERS
from . import commands, staff_commands, store_commands
from .completion import SHELLS, completion_script
from .corpus_parser import add_corpus_commands

PROGRAM = "microneedling-faq"
FROM_STDIN = "-"
MOST_DAYS = 36_500
_INDEX_HELP = "its index: a folder, or postgresql://… (default: beside the shipped corpus, or cached)"
_SETTINGS_HELP = "clinic, phone, numbers, texts (TOML; all of them: microneedling-faq settings)"


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command.

    :return: The exit code: 0 done, 1 could not (one line on stderr says why), 2 wrong usage.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a terminal that lacks a character shows its number
    arguments = build_parser().parse_args(argv)
    try:
        if getattr(arguments, "bundle", None):
            open_bundle(arguments)
        code: int = arguments.run(arguments)
        sys.stdout.flush()
    except FaqError as error:
        for line in commands.with_places(str(error), arguments).splitlines():  # several where several settings are wrong
            print(f"{PROGRAM}: {line}", file=sys.stderr)
        return 1
    except BrokenPipeError:  # the reader of our output went away, as `| head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        print(f"{PROGRAM}: stopped", file=sys.stderr)
        return 1
    return code


def open_bundle(arguments: argparse.Namespace) -> None:
    """Let the parts of a bundle stand for the options that would name them one by one.

    :raises FaqError: If there is no bundle, or such an option is there as well.
    """
    named = [f"--{name}" for name in ("corpus", "index", "model") if getattr(arguments, name)]
    if named:
        raise FaqError(f"--bundle names all that {', '.join(named)} would. Leave one or the other out")
    found = find_bundle(arguments.bundle)
    arguments.corpus, arguments.index, arguments.model = found.corpus, found.index, str(found.model)


def build_parser() -> argparse.ArgumentParser:
    """The parser of all commands; each ends its help with a line to paste."""
    text = "Answers questions about microneedling by quoting one article word for word."
    parser = argparse.ArgumentParser(prog=PROGRAM, **_parser(text, "chat"))
    parser.add_argument("--version", action="version", version=f"{PROGRAM} {__version__}")
    children = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for add in (
        *(_add_init, _add_chat, _add_ask, _add_index, _add_bundle, _add_evaluate, _add_texts),
        *(_add_gaps, _add_store, _add_settings, _add_staff, _add_doctor, _add_mcp, _add_completion),
    ):
        add(children)
    add_corpus_commands(children, _parser, _add_places)
    return parser


def _add_init(children: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    text = "Make a folder for an FAQ of your own: an example of every file, and settings."
    init = children.add_parser("init", help="make a folder for your own FAQ", **_parser(text, "init our-clinic"))
    init.add_argument("folder", type=Path, metavar="DIR", help="a new folder, or an empty one")
    init.set_defaults(run=commands.init)


def _add_chat(children: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    text = "Serve the chat page for visitors in a browser."
    chat = children.add_parser("chat", help="serve the chat page", **_parser(text, "chat --port 7860"))
    _add_address(chat)
    chat.add_argument(
        "--workers", type=_workers, metavar="N", help="processes that answer on that port (default: 1, or the settings')"
    )
    chat.add_argument("--demo", action="store_true", help="also serve /demo, a sample clinic page with the chat on it")
    _add_places(chat)
    chat.set_defaults(run=commands.chat)


def _add_ask(children: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    text = "Answer one question on stdout, or with - each line of stdin with a line of JSON."
    places = "[--corpus DIR] [--index DIR] [--model NAME] [--bundle DIR] [--settings FILE]"
    usage = f"{PROGRAM} ask [--history Q ...] [--json] {places} QUESTION | -"
    example = 'ask "Does it help old acne scars?"'
    ask = children.add_parser("ask", help="answer one question", usage=usage, **_parser(text, example))
    ask.add_argument("question", nargs="?", metavar="QUESTION", help="- reads a question a line from stdin")
    ask.add_argument("--history", nargs="+", default=[], metavar="Q", action="extend", help="earlier questions, oldest first")
    ask.add_argument("--json", action="store_true", help="print the reply as JSON, as - always does")
    ask.add_argument("--why", action="store_true", help="say on stderr what was read, found and weighed")
    _add_places(ask)

    def run(arguments: argparse.Namespace) -> int:
        if arguments.question is None and len(arguments.history) > 1:  # `--history Q QUESTION`: the last is the question
            arguments.question = arguments.history.pop()
        if arguments.question is None:
            ask.error("the following arguments are required: QUESTION")
        return commands.ask_lines(arguments) if arguments.question == FROM_STDIN else commands.ask(arguments)

    ask.set_defaults(run=run)


def _add_index(children: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    text = "Build the index of a corpus, check it, or say what is in it."
    index = children.add_parser("index", help="build, verify or describe the index", **_parser(text, "index verify"))
    actions = index.add_subparsers(title="actions", metavar="ACTION", required=True)
    for name, run, text in (
        ("build", commands.index_build, "Read the corpus and write its index; unchanged texts keep their embeddings."),
        ("prepare", commands.index_prepare, "Build, and put the query encoder beside it, for users who may only read (26 MB)."),
        ("verify", commands.index_verify, "Check every hash and span, a sample of the embeddings, and what staff wrote."),
        ("train", commands.index_train, "Train on the wordings (a quarter of an hour), measure, and keep what is not worse."),
        ("rollback", commands.index_rollback, "Go back to the version before; for indexes in a database, which keep ten."),
        ("status", commands.index_status, "Say what is indexed, with which model, and whether it is stale."),
    ):
        action = actions.add_parser(name, help=text, **_parser(text, f"index {name}"))
        if name == "train":
            action.add_argument(
                "--questions", nargs="+", type=Path, default=[], metavar="FILE", help="files to measure on before and after"
            )
            action.add_argument("--force", action="store_true", help="keep the new weights though a measure falls")
            action.add_argument("--json", action="store_true", help="print the outcome as JSON")
        _add_places(action)
        action.set_defaults(run=run)


def _add_bundle(children: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    text = "Put corpus, index and query encoder into one folder, from which a server answers that has no torch (120 MB)."
    bundle = children.add_parser("bundle", help="write what a server answers from", **_parser(text, "bundle clinic"))
    bundle.add_argument("out", type=Path, metavar="DIR", help="folder to make, or a bundle to replace")
    _add_places(bundle)
    bundle.set_defaults(run=commands.bundle)


def _add_evaluate(children: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    text = "Measure the replies to a file of questions, or rankings against relevance judgements."
    evaluate = children.add_parser(
        "evaluate", help="measure quality", **_parser(text, "evaluate tests/questions/visitors.jsonl")
    )
    evaluate.add_argument("questions", nargs="?", type=Path, metavar="FILE", help="questions with known answers (JSONL)")
    evaluate.add_argument("--queries", type=Path, metavar="Q.jsonl", help='queries {"id", "text"}, for nDCG@10 and the like')
    evaluate.add_argument("--qrels", type=Path, metavar="R.tsv", help="judgements: query id, document id, grade")
    evaluate.add_argument("--json", action="store_true", help="print the measures as JSON")
    evaluate.add_argument("--replies", type=Path, metavar="OUT.jsonl", help="write every reply, a line each")
    _add_places(evaluate)

    def run(arguments: argparse.Namespace) -> int:
        by_questions, by_qrels = arguments.questions is not None, bool(arguments.queries and arguments.qrels)
        if by_questions == by_qrels or bool(arguments.queries) != bool(arguments.qrels):
            evaluate.error("name either FILE, or both --queries and --qrels")
        return commands.evaluate_rankings(arguments) if by_qrels else commands.evaluate_replies(arguments)

    evaluate.set_defaults(run=run)


def _add_texts(children: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    text = "Print all texts about health with their sources and signatures, for the clinician who signs them."
    texts = children.add_parser("texts", help="print the texts to be signed", **_parser(text, "texts --html"))
    texts.add_argument("--html", action="store_true", help="as a page to print; what changed since it was signed is marked")
    _add_places(texts)
    texts.set_defaults(run=commands.texts)


def _add_gaps(children: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    text = "Print what visitors asked and did not get, grouped by meaning, most wanted first."
    gaps = children.add_parser("gaps", help="print what visitors did not get", **_parser(text, "gaps --settings clinic.toml"))
    gaps.add_argument("--csv", action="store_true", help="as a table for spreadsheets")
    _add_places(gaps)
    gaps.set_defaults(run=store_commands.gaps)


def _add_store(children: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    text = "Say what is kept of visitors' questions, or erase it."
    store = children.add_parser(
        "store", help="say or erase what is kept", **_parser(text, "store status --settings clinic.toml")
    )
    actions = store.add_subparsers(title="actions", metavar="ACTION", required=True)
    text = "Say how many users and questions are kept, and until when."
    status = actions.add_parser("status", help=text, **_parser(text, "store status --settings clinic.toml"))
    status.set_defaults(run=store_commands.store_status)
    text = "Erase questions that were kept, from the files too. Users, audit log and counts stay; so does what is in a backup."
    erase = actions.add_parser("erase", help="erase questions", **_parser(text, "store erase --older-than 30"))
    which = erase.add_mutually_exclusive_group(required=True)
    which.add_argument("--older-than", type=_days, metavar="DAYS", help="those asked more than so many days ago")
    which.add_argument("--all", action="store_true", help="every question")
    erase.set_defaults(run=store_commands.store_erase)
    for action in (status, erase):
        action.add_argument("--settings", type=Path, metavar="FILE", help=_SETTINGS_HELP)


def _workers(written: str) -> int:
    try:
        return int(WORKERS.read_text(written))
    except ValueError:
        raise argparse.ArgumentTypeError(f"must be {WORKERS.expected}") from None


def _days(written: str) -> int:
    days = int(written)
    if not 0 <= days <= MOST_DAYS:
        raise ValueError
    return days


def _add_settings(children: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    text = "Print every setting as a settings file: meaning, what it may be, default, and where its value came from."
    settings = children.add_parser("settings", help="print every setting", **_parser(text, "settings --settings clinic.toml"))
    settings.add_argument("--settings", type=Path, metavar="FILE", help=_SETTINGS_HELP)
    settings.set_defaults(run=commands.settings)


def _add_staff(children: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    text = "Make and change the accounts of the staff desk, which is at /staff and off until there is one."
    staff = children.add_parser("staff", help="accounts of the staff desk", **_parser(text, "staff add ada --role edits"))
    actions = staff.add_subparsers(title="actions", metavar="ACTION", required=True)
    for name, run, text in (
        ("add", staff_commands.staff_add, "Make an account; the password is typed, or is a line of stdin."),
        ("list", staff_commands.staff_list, "Print all accounts."),
        ("password", staff_commands.staff_password, "Give an account a new password, and sign its user out everywhere."),
        ("disable", staff_commands.staff_disable, "Sign somebody out everywhere and keep them out."),
        ("enable", staff_commands.staff_enable, "Let somebody in again."),
        ("log", staff_commands.staff_log, "Print who did what, newest first: the last 100 entries of the audit log."),
    ):
        action = actions.add_parser(
            name, help=text, **_parser(text, f"staff {name}" + ("" if name in ("list", "log") else " ada"))
        )
        if name not in ("list", "log"):
            action.add_argument("name", metavar="NAME", help="of the account")
        if name == "add":
            role = "answers finds and copies, edits changes answers too (default: %(default)s)"
            action.add_argument("--role", choices=("answers", "edits"), default="answers", help=role)
        action.add_argument("--settings", type=Path, metavar="FILE", help=_SETTINGS_HELP)
        action.set_defaults(run=run)


def _add_doctor(children: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    text = (
        "Look at installation, settings, corpus, model, index, cache, rights, disk, clock, ports and sign-off; change nothing."
    )
    doctor = children.add_parser("doctor", help="say what is well, and what to do", **_parser(text, "doctor"))
    _add_address(doctor)
    _add_places(doctor)
    doctor.set_defaults(run=commands.doctor)


def _add_mcp(children: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    text = "Serve ask and search as tools for assistants (Model Context Protocol), on stdin and stdout."
    mcp = children.add_parser("mcp", help="serve tools for assistants", **_parser(text, "mcp"))
    _add_places(mcp)
    mcp.set_defaults(run=commands.mcp)


def _add_completion(children: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    text = (
        "Print what your shell needs to complete commands and options. Keep it where the shell looks: for bash in\n"
        "~/.local/share/bash-completion/completions/microneedling-faq, for fish in\n"
        "~/.config/fish/completions/microneedling-faq.fish."
    )
    completion = children.add_parser("completion", help="print a script for your shell", **_parser(text, "completion bash"))
    completion.add_argument("shell", choices=SHELLS)

    def run(arguments: argparse.Namespace) -> int:
        print(completion_script(build_parser(), arguments.shell), end="")
        return 0

    completion.set_defaults(run=run)


def _add_address(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument("--port", type=int, default=7860, help="port to listen on (default: %(default)s)")


def _add_places(parser: argparse.ArgumentParser) -> None:
    places = parser.add_argument_group("where things are")
    places.add_argument("--corpus", type=Path, metavar="DIR", help="folder of documents (default: the shipped article)")
    places.add_argument("--index", type=index_place, metavar="PLACE", help=_INDEX_HELP)
    places.add_argument("--model", metavar="NAME", help="sentence-transformers folder or hub id (default: packaged MiniLM)")
    places.add_argument("--bundle", type=Path, metavar="DIR", help="all three at once, as the command bundle wrote them")
    places.add_argument("--settings", type=Path, metavar="FILE", help=_SETTINGS_HELP)


def _parser(description: str, example: str) -> dict[str, Any]:
    formatter = argparse.RawDescriptionHelpFormatter
    return {"description": description, "epilog": f"Example:\n  {PROGRAM} {example}", "formatter_class": formatter}
