"""The commands that change a corpus: what each would do is shown first, and what is live can be taken back."""

import argparse
import sys
from datetime import date
from getpass import getuser

from ..encoder.model_files import find_model
from ..errors import TeachingError
from ..index_places import beside
from ..paths import default_index, shipped, trained_folder
from ..settings_reading import read_settings
from ..teaching import publishing
from ..teaching.answers import WriteAnswer
from ..teaching.change_log import Change, read_changes
from ..teaching.documents import PutDocument, ReviewDocument, document_states
from ..teaching.health_texts import RewriteText, SignTexts
from ..teaching.operations import Hand, Operation
from ..teaching.reply_changes import describe, in_words
from ..teaching.trial import Trial, Workplace, changes_replies, try_change
from ..teaching.wordings import TeachWording

MOST_LINES = 20  # of changed replies


def teach(arguments: argparse.Namespace) -> int:
    """Attach a wording to a passage or a topic."""
    document, quote = _passage(arguments) if not arguments.topic else (None, None)
    wording = TeachWording(arguments.wording, arguments.language, document, quote, arguments.topic, not arguments.forget)
    return _make(arguments, wording)


def answer(arguments: argparse.Namespace) -> int:
    """Write the clinic's own answer to a question."""
    text = sys.stdin.read() if arguments.text == "-" else arguments.text
    return _make(arguments, WriteAnswer(arguments.question, text, arguments.topic))


def document_add(arguments: argparse.Namespace) -> int:
    """Publish a document, or put a new version in place of the old one."""
    try:
        data = arguments.file.read_bytes()
    except OSError as error:
        raise TeachingError(f"{arguments.file}: cannot be read ({error.strerror}). Name a file") from error
    name = arguments.name or arguments.file.name
    return _make(arguments, PutDocument.of(_place(arguments).corpus, name, data))


def document_remove(arguments: argparse.Namespace) -> int:
    """Take a document away; what it held is kept."""
    return _make(arguments, PutDocument(arguments.name, None))


def document_review(arguments: argparse.Namespace) -> int:
    """Note who has read a document."""
    days = [date.today().isoformat(), arguments.due]
    return _make(arguments, ReviewDocument(arguments.name, arguments.reviewer, *days))


def document_list(arguments: argparse.Namespace) -> int:
    """List documents with their reviews, those that are due first."""
    for state in document_states(_place(arguments).corpus, date.today()):
        review = state.review
        said = f"read by {review.reviewer} on {review.reviewed}, due {review.due}" if review else "nobody has noted a review"
        print(f"{state.name:40} {said}{'  OVERDUE' if state.overdue else ''}")
    return 0


def sign(arguments: argparse.Namespace) -> int:
    """Put a clinician's signature under texts about health."""
    reviewed = arguments.reviewed or date.today().isoformat()
    read = dict(pair.rpartition("=")[::2] for pair in arguments.texts)
    by = {"reviewer": arguments.reviewer, "reviewed": reviewed}
    return _make(arguments, SignTexts(arguments.language, {key: by | {"text": text} for key, text in read.items()}))


def reword(arguments: argparse.Namespace) -> int:
    """Write a text that visitors read anew."""
    text = sys.stdin.read() if arguments.text == "-" else arguments.text
    return _make(arguments, RewriteText(arguments.key, arguments.language, text))


def changes(arguments: argparse.Namespace) -> int:
    """List changes, the newest last."""
    for change in read_changes(_place(arguments).corpus):
        last = change.steps[-1]
        takes_back = f" (takes back {change.undoes})" if change.undoes else ""
        print(f"{change.id:4}  {change.state:10}  {last.at[:10]}  {change.author:12}  {change.operation.title}{takes_back}")
    return 0


def change_publish(arguments: argparse.Namespace) -> int:
    """Make a draft live."""
    place = _place(arguments)
    draft = publishing.find_draft(place, arguments.number)
    trial = try_change(place, draft.operation, _hand(arguments))
    return _publish(arguments, place, trial, draft)


def change_drop(arguments: argparse.Namespace) -> int:
    """Put a draft away."""
    change = publishing.drop_draft(_place(arguments), arguments.number, _hand(arguments))
    print(f"change {change.id} is dropped: {change.operation.title}")
    return 0


def change_undo(arguments: argparse.Namespace) -> int:
    """Take a live change back."""
    change = publishing.undo(_place(arguments), arguments.number, _hand(arguments))
    print(f"change {arguments.number} is taken back by change {change.id}: {change.operation.title}")
    return 0


def _make(arguments: argparse.Namespace, operation: Operation) -> int:
    place, hand = _place(arguments), _hand(arguments)
    publishing.finish_interrupted(place)
    if arguments.draft:
        return _saved(publishing.save_draft(place, operation, hand))
    trial = try_change(place, operation, hand)
    return _publish(arguments, place, trial, None)


def _publish(arguments: argparse.Namespace, place: Workplace, trial: Trial, draft: Change | None) -> int:
    hand = _hand(arguments)
    try:
        _tell(trial)
        if place.settings.approval and draft is None and changes_replies(trial.operation):
            return _saved(publishing.save_draft(place, trial.operation, hand))
        change = publishing.publish(place, trial, hand, confirmed=arguments.confirm, draft=draft)
    except publishing.SecondLookError as error:
        saved = draft or publishing.save_draft(place, trial.operation, hand)
        raise TeachingError(
            f"{error}\nIt waits as draft {saved.id}. Publish it all the same: "
            f"microneedling-faq changes publish {saved.id} --confirm"
        ) from error
    finally:
        trial.close()
    print(f"live as change {change.id}; take it back: microneedling-faq changes undo {change.id}")
    return 0


def _tell(trial: Trial) -> None:
    """What a change would do."""
    print(trial.operation.title)
    if trial.asked:
        print(f"asked word for word: {in_words(trial.asked[0])} → {in_words(trial.asked[1])}")
    if trial.questions:
        worse = sum(bool(change.worse) for change in trial.changes)
        print(f"{trial.questions} recorded questions: {len(trial.changes)} get another reply, {worse} a worse one")
    for change in trial.changes[:MOST_LINES]:
        print(f"  {describe(change)}")


def _saved(change: Change) -> int:
    print(f"{change.operation.title}\nwaits as draft {change.id}; publish it: microneedling-faq changes publish {change.id}")
    return 0


def _hand(arguments: argparse.Namespace) -> Hand:
    return Hand(arguments.by or getuser(), date.today())


def _place(arguments: argparse.Namespace) -> Workplace:
    corpus = arguments.corpus or shipped("corpus")
    index = arguments.index or default_index(corpus)
    model = find_model(arguments.model, trained=trained_folder(corpus, beside(index)))
    return Workplace(corpus, index, model, read_settings(arguments.settings), tuple(getattr(arguments, "questions", ())))


def _passage(arguments: argparse.Namespace) -> tuple[str, str]:
    """Document and quote of the passage that is named."""
    from ..index.engines import engine_of

    passages = engine_of(_place(arguments).index).load().passages
    if arguments.quote:
        found = [passage for passage in passages if arguments.quote in passage.text]
        if len(found) == 1:
            return found[0].document, arguments.quote
        raise TeachingError(f"the quote is in {len(found)} passages, not in one, word for word")
    document, _, number = arguments.passage.rpartition(":")
    of_document = [passage for passage in passages if passage.document == document]
    for passage in of_document:
        if number.isdigit() and int(number) in passage.paragraphs:
            return passage.document, passage.text
    known = sorted({passage.document for passage in passages})[:5] if not of_document else [f"{document}:1"]
    raise TeachingError(f"there is no passage {arguments.passage!r}. Write document and paragraph, as {', '.join(known)}:1")
