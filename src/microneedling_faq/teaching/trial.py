"""Tries a change on a copy of the corpus: does it build, what does it do to replies, what should be looked at twice.

The index that is built for it becomes the corpus's own when the change is published, which then takes no time.
"""

import shutil
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from ..building.build import build_index
from ..corpus.documents import corpus_files, hash_corpus
from ..encoder.model_files import Model
from ..errors import TeachingError
from ..evaluation.question_files import Question, read_questions
from ..index.reader import load_index
from ..index_places import IndexPlace, beside
from ..replying.chatbot import Chatbot
from ..settings import Settings
from ..types import Reply
from .answers import DOCUMENT, WriteAnswer
from .atomic_files import Edits, write_edits
from .documents import ReviewDocument
from .health_texts import SignTexts
from .operations import Hand, Operation
from .reply_changes import ReplyChange, compare_replies, describe, in_words
from .wordings import TeachWording

QUESTIONS = "staff/questions"  # below a corpus: files of recorded questions, in the format of `evaluate`
_PREFIX = ".trial-"
_LEFT_OVER_SECONDS = 24 * 60 * 60  # a trial that nobody has published by then is of a process that was killed
_THREADS = 2


@dataclass(frozen=True, slots=True)
class Workplace:
    """A corpus that is changed, its index, and what its changes are tried with."""

    corpus: Path
    index: IndexPlace
    model: Model
    settings: Settings
    questions: tuple[Path, ...] = ()  # files of recorded questions; those of the corpus if none are named

    def recorded(self) -> list[Question]:
        """The recorded questions.

        :raises QuestionsError: If a file cannot be read.
        """
        paths = self.questions or tuple(sorted((self.corpus / QUESTIONS).glob("*.jsonl")))
        return [question for path in paths for question in read_questions(path)]


@dataclass(frozen=True, slots=True)
class Trial:
    """What a change would do; `close` it in the end."""

    operation: Operation
    before: Operation
    edits: Edits
    base: dict[str, str]  # relative path -> sha256 of every corpus file that it was tried on
    asked: tuple[Reply, Reply] | None  # to the wording or question of the change itself, before and after
    changes: list[ReplyChange]
    questions: int  # that were asked
    second_look: list[str]  # what must be confirmed before it is published, a line each
    folder: Path

    @property
    def index(self) -> Path:
        """The index that was built for it."""
        return self.folder / "index"

    def close(self) -> None:
        """Take the copy away."""
        shutil.rmtree(self.folder, ignore_errors=True)


def try_change(place: Workplace, operation: Operation, hand: Hand, chatbot: Chatbot | None = None) -> Trial:
    """Try a change.

    :param chatbot: That answers from the corpus as it is; opened if left out.
    :raises FaqError: If the change cannot be made, or the changed corpus cannot be built.
    """
    before = operation.now(place.corpus)
    if before == operation:
        raise TeachingError(f"nothing to do: “{operation.title}” is so already")
    base, edits = hash_corpus(place.corpus), operation.edits(place.corpus, hand)
    concerns = operation.concerns(place.corpus)
    chatbot = chatbot or Chatbot.with_model(place.corpus, place.index, place.model, place.settings)
    questions = place.recorded() if changes_replies(operation) else []
    folder = _new_folder(beside(place.index))
    try:
        _copy_corpus(place.corpus, folder / "corpus")
        write_edits(folder / "corpus", edits)
        build_index(folder / "corpus", folder / "index", place.model, known=place.index, copy_of=place.corpus)
        index = load_index(folder / "index")
        changed = Chatbot.from_parts(folder / "corpus", place.model, index, chatbot.encoder, chatbot.settings)
        asked = _ask(operation, chatbot, changed)
        new = {passage.document for passage in changed.index.passages} - {each.document for each in chatbot.index.passages}
        changes = compare_replies(
            questions, _reply_all(chatbot, questions), _reply_all(changed, questions), new={*new, DOCUMENT}
        )
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    worse = [describe(change) for change in changes if change.worse]
    second_look = [*concerns, *_missed(operation, asked), *worse]
    return Trial(operation, before, edits, base, asked, changes, len(questions), second_look, folder)


def changes_replies(operation: Operation) -> bool:
    """Whether visitors may get other replies by a change."""
    return not isinstance(operation, SignTexts | ReviewDocument)


def _ask(operation: Operation, chatbot: Chatbot, changed: Chatbot) -> tuple[Reply, Reply] | None:
    """What is asked in the words of the change itself gets now, and would get."""
    if isinstance(operation, TeachWording):
        question = operation.wording
    elif isinstance(operation, WriteAnswer):
        question = operation.question
    else:
        return None
    before, after = chatbot.reply(question), changed.reply(question)
    if before.kind == "urgent":
        raise TeachingError(
            f"“{question}” is heard as a sign of danger. Such messages get the way to care, and nothing that is taught comes "
            "before it"
        )
    return before, after


def _missed(operation: Operation, asked: tuple[Reply, Reply] | None) -> list[str]:
    """Where a wording or question does not find what it was to find."""
    if asked is None or not _is_made(operation):
        return []
    texts = [passage.text for passage in asked[1].passages]
    if isinstance(operation, TeachWording) and operation.topic:
        found = not texts and asked[1].kind != "invalid"
    else:
        wanted = operation.quote if isinstance(operation, TeachWording) else getattr(operation, "text", "")
        found = any(str(wanted) in text or text in str(wanted) for text in texts)
    hint = ". Choose the topic that it answers" if isinstance(operation, WriteAnswer) and asked[1].unsupported else ""
    return [] if found else [f"asked word for word it would still get: {in_words(asked[1])}{hint}"]


def _is_made(operation: Operation) -> bool:
    return operation.taught if isinstance(operation, TeachWording) else getattr(operation, "text", None) is not None


def _reply_all(chatbot: Chatbot, questions: Sequence[Question]) -> list[Reply]:
    with ThreadPoolExecutor(_THREADS) as pool:
        return list(pool.map(lambda each: chatbot.reply(each.question, each.history), questions))


def _copy_corpus(corpus: Path, copy: Path) -> None:
    for path in corpus_files(corpus):
        to = copy / path.relative_to(corpus)
        to.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, to)


def _new_folder(index: Path) -> Path:
    """A folder on the disk of the index; those of processes that were killed are taken away."""
    try:
        index.mkdir(parents=True, exist_ok=True)
        for left_over in index.glob(f"{_PREFIX}*"):
            with suppress(OSError):
                if left_over.stat().st_mtime < time.time() - _LEFT_OVER_SECONDS:
                    shutil.rmtree(left_over, ignore_errors=True)
        return Path(tempfile.mkdtemp(dir=index, prefix=_PREFIX))
    except OSError as error:
        raise TeachingError(
            f"{index}: cannot be written ({error.strerror}). Name another folder with --index, and for the chat as well"
        ) from error
