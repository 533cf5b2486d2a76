"""Which signpost a message needs, if any: by patterns and by meaning; pure."""

from collections.abc import Mapping, Sequence

from .patterns import sentences
from .reading import Reading
from .safety import Signposts, denies, is_only_asked

URGENT_BAR = 0.45  # share of the vote from which meaning alone makes a message urgent
URGENT_BAR_DENIED = 0.8  # the same where the text denies something: embeddings hardly tell "fever" from "no fever"
REFER_BAR = 0.4  # share from which meaning alone points to a clinician
NEAREST_BAR = 0.45  # nearest entry's cosine below which meaning alone says nothing


def choose_signpost(signposts: Signposts, readings: Sequence[Reading], *, kind: str | None = None) -> str | None:
    """The most pressing signpost of a message.

    :param readings: The whole message and its parts.
    :param kind: Only signposts of this kind; `None` for all.
    """
    told: set[str] = set()
    denied: set[str] = set()
    for text in {text for reading in readings for text in (reading.text, reading.spelled)}:
        told_here, denied_here = signposts.told(text)
        told |= told_here
        denied |= denied_here
    meant = {name for reading in readings for name in _meant(signposts, reading)}
    if any(signposts.kinds[name] == "urgent" for name in denied):  # "no fever, no pus": meaning alone cannot tell
        meant = {name for name in meant if signposts.kinds[name] != "urgent"}
    found = told | (meant - denied)
    return signposts.most_pressing({name for name in found if kind in (None, signposts.kinds[name])})


def _meant(signposts: Signposts, reading: Reading) -> set[str]:
    """The signposts that win the vote on a text."""
    if reading.nearest < NEAREST_BAR or not reading.signposts:
        return set()
    urgent = _of_kind(signposts, reading.signposts, "urgent")
    refer = _of_kind(signposts, reading.signposts, "refer")
    words = sentences(reading.text)
    if any(map(signposts.lures, words)):
        urgent = {}
    if words and all(is_only_asked(sentence) for sentence in words):
        refer |= {signposts.if_asked[name]: share for name, share in urgent.items() if name in signposts.if_asked}
        urgent = {}
    bar = URGENT_BAR_DENIED if any(map(denies, words)) else URGENT_BAR
    if sum(urgent.values()) >= bar:
        return {max(urgent, key=lambda name: urgent[name])}
    if refer and sum(refer.values()) + sum(urgent.values()) >= REFER_BAR:
        return {max(refer, key=lambda name: refer[name])}
    return set()


def _of_kind(signposts: Signposts, shares: Mapping[str, float], kind: str) -> dict[str, float]:
    return {name: share for name, share in shares.items() if signposts.kinds.get(name) == kind}
