"""Drafts that were tried in this process: what one sees and what another publishes is the same trial, and is not made twice."""

from threading import Lock

from ..replying.chatbot import Chatbot
from .change_log import Change, read_changes
from .operations import Hand, Operation
from .publishing import find_draft, publish, save_draft
from .trial import Trial, Workplace, try_change


class TriedDrafts:
    """Trials by the number of their draft; one is made at a time, for each takes a processor."""

    def __init__(self) -> None:
        self._trials: dict[tuple[str, int], Trial] = {}
        self._lock = Lock()

    def try_new(self, place: Workplace, operation: Operation, hand: Hand, chatbot: Chatbot) -> tuple[Change, Trial]:
        """Try a change and keep it as a draft.

        :raises FaqError: If it cannot be made.
        """
        with self._lock:
            trial = try_change(place, operation, hand, chatbot)
            drafts = [each for each in read_changes(place.corpus) if each.state == "draft"]
            same = next((each for each in drafts if each.operation == operation and each.author == hand.name), None)
            draft = same or save_draft(place, operation, hand)
            self._keep(place, draft.id, trial)
        return draft, trial

    def try_again(self, place: Workplace, number: int, hand: Hand, chatbot: Chatbot) -> tuple[Change, Trial]:
        """Try a draft that somebody else wrote, or that was tried before the program was started.

        :raises FaqError: If there is no such draft, or it cannot be made any more.
        """
        with self._lock:
            draft = find_draft(place, number)
            trial = self._trials.get(_key(place, number)) or try_change(place, draft.operation, hand, chatbot)
            self._keep(place, number, trial)
        return draft, trial

    def publish(self, place: Workplace, number: int, hand: Hand, chatbot: Chatbot, *, confirmed: bool) -> Change:
        """Make a draft live that was tried.

        :raises SecondLookError: If there is something that must be looked at twice, and was not.
        :raises FaqError: As `publish`.
        """
        draft, trial = self.try_again(place, number, hand, chatbot)
        with self._lock:
            change = publish(place, trial, hand, confirmed=confirmed, draft=draft)
        self.forget(place, number)
        return change

    def forget(self, place: Workplace, number: int) -> None:
        """Let go of what was built for a draft."""
        trial = self._trials.pop(_key(place, number), None)
        if trial:
            trial.close()

    def _keep(self, place: Workplace, number: int, trial: Trial) -> None:
        before = self._trials.get(_key(place, number))
        if before is not None and before is not trial:
            before.close()
        self._trials[_key(place, number)] = trial


def _key(place: Workplace, number: int) -> tuple[str, int]:
    return str(place.corpus.resolve()), number
