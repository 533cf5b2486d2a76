"""Danger that was told earlier in a conversation and is not known to be over; pure."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Said:
    """What one message of a conversation says of danger."""

    urgent: str | None  # the urgent signpost that it needs
    released: bool  # whether it says that help was had, that it is over, or that it was not meant


@dataclass(frozen=True, slots=True)
class Carried:
    """What earlier messages mean for this one."""

    urgent: str | None = None  # the signpost that this message is still to be answered with
    recalled: str | None = None  # the signpost of a danger that this message says is over: a reminder stands above the answer


def carried_danger(earlier: Sequence[Said], now: Said) -> Carried:
    """What is left of a danger that was told before.

    :param earlier: The messages before, oldest first.
    :param now: This message. One that tells of danger itself ends none: its own comes first.
    """
    danger: str | None = None
    for said in earlier:
        danger = said.urgent or (None if said.released else danger)
    return Carried(recalled=danger) if now.released and not now.urgent else Carried(urgent=danger)
