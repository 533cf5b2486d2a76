"""The key by which the visits of a day are told apart: in memory only, another one each day, and no way back to yesterday's."""

import hashlib
import secrets
from datetime import date


class VisitKey:
    """A key that goes on with the days. Processes that are forked from one have the same. Not for several threads."""

    def __init__(self, today: date) -> None:
        self._day = today
        self._key = secrets.token_bytes(32)

    def of(self, day: date) -> bytes:
        """The key of a day; of one before the last day that was asked for, that day's."""
        for _ in range((day - self._day).days):
            self._key = hashlib.blake2b(self._key, digest_size=32).digest()
            self._day = day
        return self._key
