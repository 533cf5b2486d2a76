"""The options of the commands that change a corpus."""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

Add = Callable[[argparse.ArgumentParser], None]
Described = Callable[[str, str], dict[str, Any]]
Children: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def _run(name: str) -> Callable[[argparse.Namespace], int]:
    """A command of `corpus_commands`, which is imported when it runs."""

    def run(arguments: argparse.Namespace) -> int:
        from . import corpus_commands

        code: int = getattr(corpus_commands, name)(arguments)
        return code

    return run


def add_corpus_commands(children: Children, described: Described, add_places: Add) -> None:
    """Add the commands.

    :param described: Description and example -> what a parser takes.
    :param add_places: Adds the options that say where things are.
    """
    for add in (_add_teach, _add_answer, _add_document, _add_sign, _add_reword, _add_changes):
        add(children, described, add_places)


def _add_teach(children: Children, described: Described, add_places: Add) -> None:
    text = "Attach a wording to a passage or a topic: what is asked in these words then finds it."
    teach = children.add_parser(
        "teach",
        help="attach a wording to a passage or topic",
        **described(text, 'teach "ballpark for both cheeks?" --topic price'),
    )
    teach.add_argument("wording", metavar="WORDING", help="as people ask it")
    target = teach.add_mutually_exclusive_group(required=True)
    target.add_argument("--topic", metavar="ID", help="a topic that the documents do not cover")
    target.add_argument("--passage", metavar="DOCUMENT:PARAGRAPH", help="a passage, as microneedling:4")
    target.add_argument("--quote", metavar="TEXT", help="the sentences that answer, word for word")
    teach.add_argument("--language", default="en", metavar="XX", help="of the wording (default: %(default)s)")
    teach.add_argument("--forget", action="store_true", help="take a taught wording away")
    _add_making(teach, add_places)
    teach.set_defaults(run=_run("teach"))


def _add_answer(children: Children, described: Described, add_places: Add) -> None:
    text = "Write the clinic's own answer to a question; it is quoted from then on like any other text."
    example = 'answer "How much does a session cost?" "A session costs $250." --topic price'
    answer = children.add_parser("answer", help="write the clinic's own answer", **described(text, example))
    answer.add_argument("question", metavar="QUESTION")
    answer.add_argument("text", metavar="TEXT", help="- reads it from stdin")
    answer.add_argument(
        "--topic", metavar="ID", help="a topic that it stands in for: all that is asked about it finds the answer"
    )
    _add_making(answer, add_places)
    answer.set_defaults(run=_run("answer"))


def _add_document(children: Children, described: Described, add_places: Add) -> None:
    text = "Publish, replace, remove and review documents."
    document = children.add_parser(
        "document", help="publish and review documents", **described(text, "document add prices.docx")
    )
    actions = document.add_subparsers(title="actions", metavar="ACTION", required=True)
    add = actions.add_parser("add", help="publish a file, or its new version", **described(text, "document add prices.docx"))
    add.add_argument("file", type=Path, metavar="FILE")
    add.add_argument("--name", metavar="NAME", help="of the document's file (default: that of FILE)")
    remove = actions.add_parser("remove", help="take one away", **described(text, "document remove prices.docx"))
    remove.add_argument("name", metavar="NAME")
    example = 'document review prices.docx --reviewer "Dr. Ana Park" --due 2027-06-30'
    review = actions.add_parser("review", help="note who has read one", **described(text, example))
    review.add_argument("name", metavar="NAME")
    review.add_argument("--reviewer", required=True, metavar="NAME")
    review.add_argument("--due", required=True, metavar="DAY", help="when it is to be read again, as 2027-06-30")
    listed = actions.add_parser("list", help="list them, what is due first", **described(text, "document list"))
    for action, name in ((add, "document_add"), (remove, "document_remove"), (review, "document_review")):
        _add_making(action, add_places)
        action.set_defaults(run=_run(name))
    add_places(listed)
    listed.set_defaults(run=_run("document_list"))


def _add_sign(children: Children, described: Described, add_places: Add) -> None:
    text = "Put a clinician's signature under texts about health that they have read with their sources."
    example = 'sign signposts.keloids.text=9f2c41ab03de --reviewer "Dr. Ana Park"'
    sign = children.add_parser("sign", help="sign texts about health", **described(text, example))
    help_text = "a text and the fingerprint that stood beside it when it was read, as microneedling-faq texts prints them"
    sign.add_argument("texts", nargs="+", metavar="KEY=FINGERPRINT", help=help_text)
    sign.add_argument("--reviewer", required=True, metavar="NAME")
    sign.add_argument("--reviewed", metavar="DAY", help="when it was read (default: today)")
    sign.add_argument("--language", default="en", metavar="XX", help="of the text (default: %(default)s)")
    _add_making(sign, add_places)
    sign.set_defaults(run=_run("sign"))


def _add_reword(children: Children, described: Described, add_places: Add) -> None:
    text = "Write a text that visitors read anew. One about health must then be signed anew."
    example = 'reword topics.price.text "Please ask us for our price list."'
    reword = children.add_parser("reword", help="write a notice anew", **described(text, example))
    reword.add_argument("key", metavar="KEY", help="as topics.price.text")
    reword.add_argument("text", metavar="TEXT", help="- reads it from stdin")
    reword.add_argument("--language", default="en", metavar="XX", help="of the text (default: %(default)s)")
    _add_making(reword, add_places)
    reword.set_defaults(run=_run("reword"))


def _add_changes(children: Children, described: Described, add_places: Add) -> None:
    text = "List what was changed in the corpus, by whom and when; publish a draft, or take a change back."
    changes = children.add_parser("changes", help="list, publish and undo changes", **described(text, "changes undo 7"))
    add_places(changes)
    changes.set_defaults(run=_run("changes"))
    actions = changes.add_subparsers(title="actions", metavar="ACTION")
    for name, help_text in (
        ("publish", "make a draft live"),
        ("drop", "put a draft away"),
        ("undo", "take a live change back"),
    ):
        action = actions.add_parser(name, help=help_text, **described(help_text.capitalize() + ".", f"changes {name} 7"))
        action.add_argument("number", type=int, metavar="NUMBER")
        if name == "publish":
            _add_trying(action)
        _add_hand(action)
        add_places(action)
        action.set_defaults(run=_run(f"change_{name}"))


def _add_making(parser: argparse.ArgumentParser, add_places: Add) -> None:
    _add_trying(parser)
    parser.add_argument("--draft", action="store_true", help="keep it for somebody else to publish")
    _add_hand(parser)
    add_places(parser)


def _add_trying(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--confirm", action="store_true", help="publish it though something should be looked at twice")
    parser.add_argument(
        "--questions", nargs="+", type=Path, default=[], metavar="FILE", help="recorded questions (default: staff/questions)"
    )


def _add_hand(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--by", metavar="NAME", help="who makes the change (default: your login name)")
