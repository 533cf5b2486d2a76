"""How many questions one visitor may ask in a minute, so that who floods the chat does not take it from the others.

The rule of `Allowance` is the "generic cell rate algorithm" of ITU-T I.371: it needs one number for each visitor.
"""

import ipaddress
import math
import time
from collections.abc import Callable
from dataclasses import dataclass

PERIOD_SECONDS = 60
VISITORS_AT_AN_ADDRESS = 50  # a whole waiting room, or a phone network, may share one
MOST_KEYS = 10_000  # then those that owe nothing are forgotten

Clock = Callable[[], float]  # seconds


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


class Allowance:
    """Lets every key through a number of times a minute, all at once or spread. Not for several threads."""

    def __init__(self, per_minute: int, clock: Clock) -> None:
        self._interval = PERIOD_SECONDS / per_minute
        self._clock = clock
        self._settled: dict[str, float] = {}  # key -> when it will owe nothing

    def wait(self, key: str) -> float:
        """Seconds until a key may come again; 0 lets it through and counts."""
        now = self._clock()
        settled = max(self._settled.get(key, now), now) + self._interval
        too_soon = settled - now - PERIOD_SECONDS
        if too_soon > 1e-6:
            return too_soon
        if len(self._settled) >= MOST_KEYS:
            self._settled = {each: when for each, when in self._settled.items() if when > now}
        self._settled[key] = settled
        return 0.0


class VisitorLimit:
    """An allowance for each page that is open, and a wider one for each address, which a program cannot make up."""

    def __init__(self, questions_per_minute: int, clock: Clock = time.monotonic) -> None:
        self._limited = questions_per_minute > 0
        per_minute = max(questions_per_minute, 1)
        self._sessions = Allowance(per_minute, clock)
        self._addresses = Allowance(per_minute * VISITORS_AT_AN_ADDRESS, clock)

    def wait(self, visitor: Visitor) -> int:
        """Whole seconds until a visitor may ask again; 0 lets the question through and counts it."""
        if not self._limited:
            return 0
        network = _network(visitor.address)
        wait = self._sessions.wait(f"{network} {visitor.session}") if visitor.session else 0.0
        return math.ceil(wait or self._addresses.wait(network))


def _network(address: str) -> str:
    """What one household or phone has: an IPv4 address, or the first half of an IPv6 address."""
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(ipaddress.ip_network((known, 64), strict=False)) if known.version == 6 else address
