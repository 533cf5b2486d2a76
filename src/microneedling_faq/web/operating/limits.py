"""How many questions one visitor may ask in a minute, so that who floods the chat does not take it from the others.

The rule is the "generic cell rate algorithm" of ITU-T I.371: it needs one number for each visitor, when he will owe nothing.
"""

import asyncio
import ipaddress
import logging
import math
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Protocol

from ...errors import StoreError

PERIOD_SECONDS = 60
PATIENCE_SECONDS = 0.5  # with a ledger that others count in too
ALONE_SECONDS = 5.0  # until that one is tried again
MOST_KEYS = 10_000  # then those that owe nothing are forgotten

Clock = Callable[[], float]  # seconds

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who asks, as far as the server is told; kept for a minute, in memory."""

    address: str  # empty where nobody asks: while the server warms up
    session: str = ""  # of a page that is open in a browser, which names it itself; programs have none


def visit_of(visitor: Visitor) -> str:
    """What tells one visit from another: the network it comes from, or the page where no network is told.

    A page that is loaded again names itself anew, so that one person could seem several.
    """
    network = _network(visitor.address)
    try:
        told = ipaddress.ip_network(network).is_global
    except ValueError:
        told = True
    return network if told or not visitor.session else visitor.session


class Ledger(Protocol):
    """Says when each key will owe nothing."""

    def take(self, key: str, interval: float, now: float) -> float:
        """Seconds until a key may come again; 0 lets it through and counts.

        :param interval: Seconds that it will owe for this time.
        :raises StoreError: If the ledger cannot be used now.
        """


class OwnLedger:
    """The ledger of one process, in memory. Not for several threads."""

    def __init__(self) -> None:
        self._settled: dict[str, float] = {}  # key -> when it will owe nothing

    def take(self, key: str, interval: float, now: float) -> float:
        """As `Ledger.take`."""
        settled = max(self._settled.get(key, now), now) + interval
        too_soon = settled - now - PERIOD_SECONDS
        if too_soon > 1e-6:
            return too_soon
        if len(self._settled) >= MOST_KEYS:
            self._settled = {each: when for each, when in self._settled.items() if when > now}
        self._settled[key] = settled
        return 0.0


class Counting:
    """Counts in this process, or in a ledger that others count in too; in this process alone while that cannot be used."""

    def __init__(
        self,
        open_shared: Callable[[], Ledger] | None = None,
        *,
        clock: Clock = time.monotonic,
        patience_seconds: float = PATIENCE_SECONDS,
    ) -> None:
        """As long as the program runs.

        :param open_shared: Opens the shared ledger, in a thread of its own; raises `StoreError` while it cannot.
        :param clock: Of this process.
        :param patience_seconds: How long a question may wait for the shared ledger.
        """
        self._own = OwnLedger()
        self._open_shared = open_shared
        self._shared: Ledger | None = None
        self._clock = clock
        self._patience_seconds = patience_seconds
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="limits") if open_shared else None
        self._alone_until = -math.inf

    async def take(self, key: str, interval: float) -> float:
        """Seconds until a key may come again; 0 lets it through and counts.

        :param interval: Seconds that it will owe for this time.
        """
        if self._thread and self._clock() >= self._alone_until:
            try:
                taking = asyncio.wrap_future(self._thread.submit(self._take_shared, key, interval))
                return await asyncio.wait_for(taking, self._patience_seconds)
            except (StoreError, TimeoutError) as error:
                _log.warning("microneedling-faq: this process counts questions for itself for now: %s", error or "no answer")
                self._alone_until = self._clock() + ALONE_SECONDS
        return self._own.take(key, interval, self._clock())

    def _take_shared(self, key: str, interval: float) -> float:
        if self._shared is None and self._open_shared:
            self._shared = self._open_shared()
        return self._shared.take(key, interval, time.time()) if self._shared else 0.0


class VisitorLimit:
    """An allowance for each page that is open, and a wider one for each address, which a program cannot make up."""

    def __init__(self, kind: str, per_minute: int, counting: Counting, *, at_an_address: int) -> None:
        """For one kind of request.

        :param kind: Tells its counts from those of other kinds.
        :param per_minute: How many a page may send; 0 for any number.
        :param at_an_address: How many times as many may come from one address.
        """
        self._kind = kind
        self._limited = per_minute > 0
        self._interval = PERIOD_SECONDS / max(per_minute, 1)
        self._counting = counting
        self._at_an_address = at_an_address

    async def wait(self, visitor: Visitor) -> int:
        """Whole seconds until a visitor may ask again; 0 lets the question through and counts it."""
        if not self._limited or not visitor.address:
            return 0
        key = f"{self._kind} {_network(visitor.address)}"
        wait = await self._counting.take(f"{key} {visitor.session}", self._interval) if visitor.session else 0.0
        return math.ceil(wait or await self._counting.take(key, self._interval / self._at_an_address))


def _network(address: str) -> str:
    """What one household or phone has: an IPv4 address, or the first half of an IPv6 address."""
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(ipaddress.ip_network((known, 64), strict=False)) if known.version == 6 else address
