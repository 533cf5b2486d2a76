"""Makes changes live, and takes them back. The only writer of a corpus.

One at a time, in steps that a crash cannot harm: what is to be written is put aside, the change is recorded, the files are
written, the index is switched, the record says that it is live. A change that was cut short is finished by the next one, or by
the next start of the program. Nothing is said to be live before it is.
"""

import logging
from dataclasses import replace
from pathlib import Path

from ..building.build import build_index
from ..corpus.documents import hash_corpus
from ..errors import TeachingError
from ..index.engines import engine_of
from .atomic_files import write_edits
from .change_log import (
    CHANGES,
    Change,
    changes_lock,
    find_change,
    new_step,
    next_number,
    read_changes,
    write_change,
)
from .documents import KEPT, PutDocument, keep_content, kept_content
from .operations import Hand, Operation
from .trial import Trial, Workplace, changes_replies, try_change

_log = logging.getLogger(__name__)


class SecondLookError(TeachingError):
    """A change that somebody must look at once more before it goes live."""

    def __init__(self, trial: Trial) -> None:
        self.trial = trial
        lines = "\n".join(f"- {line}" for line in trial.second_look)
        super().__init__(f"look at this before it goes live:\n{lines}")


def publish(
    place: Workplace,
    trial: Trial,
    hand: Hand,
    *,
    confirmed: bool = False,
    draft: Change | None = None,
    undoes: int | None = None,
) -> Change:
    """Make a change live that was tried; tried again if somebody else changed the corpus in between.

    :param confirmed: Whether what the trial wants to be looked at twice was.
    :raises SecondLookError: If it was not, or there is more to look at now.
    :raises TeachingError: If the settings want a second person, or the change cannot be made any more.
    """
    if undoes is None:
        _check_approved(place, trial.operation, hand, draft)
    seen = set(trial.second_look) if confirmed else set()
    author = draft.steps[:1] if draft else ()
    while True:
        if undoes is None and not seen.issuperset(trial.second_look):
            raise SecondLookError(trial)
        with changes_lock(place.corpus):
            _finish(place)
            if hash_corpus(place.corpus) == trial.base and _same_weights(place, trial):
                number = draft.id if draft else next_number(place.corpus)
                change = Change(number, trial.operation, (*author, new_step("publishing", hand.name)), trial.before, undoes)
                return _write(place, trial, change)
        trial.close()
        trial = try_change(place, trial.operation, hand)


def undo(place: Workplace, number: int, hand: Hand) -> Change:
    """Take a change back; that is a change of its own, and needs no second look: what it brings back was live before.

    :raises TeachingError: If it is not live, or something else has been put in its place since.
    """
    change = find_change(place.corpus, number)
    if change.state != "live" or change.before is None:
        raise TeachingError(f"change {number} is {change.state}, not live. There is nothing to take back")
    if change.operation.now(place.corpus) != change.operation:
        raise TeachingError(f"what change {number} set has been changed since. Take the later change back first")
    trial = try_change(place, change.before, hand)
    try:
        return publish(place, trial, hand, undoes=number)
    finally:
        trial.close()


def save_draft(place: Workplace, operation: Operation, hand: Hand) -> Change:
    """Keep a change for somebody to publish later.

    :raises TeachingError: If it cannot be made.
    """
    operation.edits(place.corpus, hand)
    with changes_lock(place.corpus):
        change = Change(next_number(place.corpus), operation, (new_step("draft", hand.name),))
        write_change(place.corpus, change)
    return change


def find_draft(place: Workplace, number: int) -> Change:
    """A draft.

    :raises TeachingError: If it is none, or none any more.
    """
    change = find_change(place.corpus, number)
    if change.state != "draft":
        raise TeachingError(f"change {number} is {change.state}, no draft")
    return change


def drop_draft(place: Workplace, number: int, hand: Hand) -> Change:
    """Put a draft away; its record stays.

    :raises TeachingError: As `find_draft`.
    """
    with changes_lock(place.corpus):
        change = find_draft(place, number).stepped("dropped", hand.name)
        write_change(place.corpus, change)
    return change


def finish_interrupted(place: Workplace) -> None:
    """Finish changes that were cut short, if there are any.

    :raises FaqError: If one cannot be finished.
    """
    if (place.corpus / CHANGES).is_dir() and any(change.state == "publishing" for change in read_changes(place.corpus)):
        with changes_lock(place.corpus):
            _finish(place)


def _finish(place: Workplace) -> None:
    for change in read_changes(place.corpus):
        if change.state == "publishing":
            _log.warning("microneedling-faq: finishing change %d, which was cut short", change.id)
            _write_files(place.corpus, change)
            build_index(place.corpus, place.index, place.model)
            _close(place.corpus, change)


def _same_weights(place: Workplace, trial: Trial) -> bool:
    """Whether a trial's index was built with the weights that are in use now; a training may have come in between.

    :raises TeachingError: If this process does not know the new weights yet.
    """
    in_use, tried = (engine_of(each).read_manifest().model_sha256 for each in (place.index, trial.index))
    if in_use not in (place.model.fingerprint, tried):
        raise TeachingError("a training has just put new weights in use. Look at the change again in a few seconds")
    return tried == in_use


def _check_approved(place: Workplace, operation: Operation, hand: Hand, draft: Change | None) -> None:
    if not place.settings.approval or not changes_replies(operation):
        return
    if draft is None:
        raise TeachingError("the settings want a second person's approval ([staff] approval). Save it as a draft")
    if draft.author == hand.name:
        raise TeachingError(f"{hand.name} wrote this, and somebody else must approve it ([staff] approval)")


def _write(place: Workplace, trial: Trial, change: Change) -> Change:
    """The steps of a change; each is on disk before the next begins."""
    corpus = place.corpus
    if isinstance(trial.before, PutDocument) and trial.before.sha256:
        keep_content(corpus, (corpus / trial.before.name).read_bytes())
    files = {name: None if data is None else keep_content(corpus, data) for name, data in trial.edits.items()}
    change = replace(change, files=files)
    engine = engine_of(place.index)
    with engine.writing():  # before a file is touched: a database that is a read replica now takes nothing
        write_change(corpus, change)
        _write_files(corpus, change)
        engine.adopt(trial.index)
    return _close(corpus, change)


def _write_files(corpus: Path, change: Change) -> None:
    write_edits(corpus, {name: sha256 and kept_content(corpus, sha256) for name, sha256 in change.files.items()})  # type: ignore[misc]


def _close(corpus: Path, change: Change) -> Change:
    """Record that a change is live, and let go of what was put aside for it, but for documents."""
    live = replace(change, steps=(*change.steps[:-1], replace(change.steps[-1], state="live")))
    write_change(corpus, live)
    made = [operation for each in read_changes(corpus) for operation in (each.operation, each.before)]
    needed = {operation.sha256 for operation in made if isinstance(operation, PutDocument)}
    for sha256 in set(filter(None, change.files.values())) - needed:
        (corpus / KEPT / sha256).unlink(missing_ok=True)
    return live
