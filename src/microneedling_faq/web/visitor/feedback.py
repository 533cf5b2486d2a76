"""Thumbs up and down: totals in memory, which end with the program, and a note to the store where there is one."""

from collections import Counter
from threading import Lock
from typing import TYPE_CHECKING, Literal, get_args

if TYPE_CHECKING:
    from ...store.recording import Recorder

Verdict = Literal["helpful", "not_helpful"]
Reason = Literal["not_my_question", "hard_to_read", "seems_wrong"]  # a visitor's own text would be a health record


class Feedback:
    """Counts verdicts, and the reasons that follow some of them. Safe to use from many threads."""

    def __init__(self, recorder: "Recorder | None" = None) -> None:
        self._recorder = recorder
        self._counts: Counter[str] = Counter()
        self._lock = Lock()

    def add(self, verdict: Verdict, reason: Reason | None = None, reply_id: str = "") -> None:
        """Count a verdict, or else the reason for it, which comes later.

        :param reply_id: As `Answered` has it.
        """
        if self._recorder:
            self._recorder.rated(verdict, reason, reply_id)
        with self._lock:
            self._counts[reason or verdict] += 1

    def totals(self) -> dict[str, int]:
        """How often each verdict and each reason came."""
        with self._lock:
            return {name: self._counts[name] for name in (*get_args(Verdict), *get_args(Reason))}
