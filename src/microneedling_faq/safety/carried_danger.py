"""Danger that was told earlier in a conversation and is not known to be over; pure."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Said:
    """What one message of a conversation says of danger."""

    urgent: str | None  # the urgent signpost that it needs
    released: bool  # whether it says that help was had, that it is over, or that it was not meant
    renewed: bool = False  # whether it takes that back: "no wait, it's back", "I wasn't joking"


@dataclass(frozen=True, slots=True)
class Carried:
    """What earlier messages mean for this one."""

    urgent: str | None = None  # the signpost that this message is still to be answered with
    recalled: str | None = None  # the signpost of a danger that this message says is over: a reminder stands above the answer
    calm: bool = False  # whether this message says that all is well, of a danger that is over; nothing near to danger is meant


def carried_danger(earlier: Sequence[Said], now: Said) -> Carried:
    """What is left of a danger that was told before.

    :param earlier: The messages before, oldest first.
    :param now: This message. One that tells of danger itself ends none: its own comes first.
    """
    danger: str | None = None
    over: str | None = None  # the last danger that a message called over
    for said in earlier:
        danger, over = _after(danger, over, said)
    if now.urgent:
        return Carried(urgent=danger)
    after, ended = _after(danger, over, now)
    calm = now.released and ended is not None
    return Carried(urgent=after, recalled=ended if danger and calm else None, calm=calm)


def _after(danger: str | None, over: str | None, said: Said) -> tuple[str | None, str | None]:
    """The danger that lasts after a message, and the last one that is over."""
    if said.urgent:
        return said.urgent, None
    if said.released:
        return None, danger or over
    return (over, None) if said.renewed and over else (danger, over)
