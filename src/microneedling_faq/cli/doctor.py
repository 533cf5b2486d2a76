"""Looks at all that the program stands on, and says of each part that it is well, or what to do.

Nothing is mended, and nothing is written but empty files that vanish. What is printed holds no word of a visitor and no
name of a user, so that it can be sent with a report.
"""

from collections.abc import Callable, Iterator

from ..errors import FaqError
from . import machine_checks as machine
from . import program_checks as program
from .findings import Finding, Place

Check = Callable[[Place], Iterator[Finding]]

_CHECKS: dict[str, Check] = {
    "installation": program.installation,
    "settings": program.settings,
    "corpus": program.corpus,
    "model": program.model,
    "index": program.index,
    "cache": program.cache,
    "store": program.store,
    "rights": machine.rights,
    "disk": machine.disk,
    "clock": machine.clock,
    "ports": machine.ports,
}


def examine(place: Place) -> Iterator[Finding]:
    """Look at one part after another; a question is asked at the end if all that it needs is there."""
    there = True
    for part, check in _CHECKS.items():
        for finding in _told(part, check, place):
            there = there and (finding.state == "ok" or (finding.state == "note" and part != "cache"))
            yield finding
    if there:  # else the question would make what is missing
        yield from _told("reply", program.reply, place)


def _told(part: str, check: Check, place: Place) -> Iterator[Finding]:
    """What a check finds; an error that a user can put right is a finding too."""
    try:
        yield from check(place)
    except FaqError as error:
        for line in str(error).splitlines():
            yield Finding(part, "mend", line)
