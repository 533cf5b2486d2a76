"""An e-mail as it was pasted -> what its writer says in it, sentence by sentence; pure.

What mail programs add is left out: the message that is answered, and what stands below the line of a signature.
"""

import re
from dataclasses import dataclass

from ..query.courtesies import without_courtesies
from ..query.segmentation import MIN_WORDS, is_question, split_needs

MOST_CHARACTERS = 20_000  # of an e-mail: about seven pages
MOST_SENTENCES = 80

_HEADER = re.compile(r"(?:from|to|cc|sent|date|subject|von|an|betreff|de|para|asunto|enviado|fecha)\s*:", re.IGNORECASE)
_PASSED_ON = re.compile(r"^-{2,}\s*(?:forwarded message|mensaje reenviado)", re.IGNORECASE)  # begins what somebody else wrote
_ANSWERED = re.compile(  # begins the message that is answered
    r"^(?:-{2,}\s*(?:original message|mensaje original).*|_{10,}"
    r"|(?:on|el)\b.{5,120}\b(?:wrote|escribió)\s*:)\s*$",
    re.IGNORECASE,
)
_SIGNATURE = re.compile(r"^--\s*$")  # RFC 3676, section 4.3
_MARK = re.compile(r"^(?:p\.?\s?s\.?|re|fwd?)\s*:\s*", re.IGNORECASE)
_END = re.compile(r"(?<=[.!?…])\s+(?=[^a-z\s])|\n+")
_WORD = re.compile(r"\w+")
_GREETING = re.compile(
    r"(?:hi|hello|hey|dear|good (?:morning|afternoon|evening|day)|greetings|hola|buen[oa]s|estimad[oa]s?|querid[oa]s?)\b"
    r"[^.?!]{0,40}[,.!:]*$",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"(?:(?:with )?(?:kind|best|warm|many)?\s*(?:regards|wishes)|best|sincerely|yours\b.*|cheers|(?:many )?thanks?\b.{0,30}"
    r"|thank you\b.{0,40}|i? ?look(?:ing)? forward\b.*|sent from my\b.*|(?:muchas )?gracias\b.{0,30}|(?:un )?saludos?\b.{0,30}"
    r"|atentamente\b.*|quedo a la espera\b.*)[\s,.!]*$",
    re.IGNORECASE,
)
# People ask in statements: "I would like to know what it costs."
_ASKED_POLITELY = re.compile(
    r"\b(?:(?:like|love|want|wanted|need|curious|keen) to (?:know|ask|find out|hear|understand)|wonder(?:ing)?|interested in"
    r"|let me know|tell me|not sure (?:if|whether|what|how)|my question|quisiera|quer[ií]a (?:saber|preguntar)|me gustar[ií]a"
    r"|me interesa|d[ií]ganme|d[ií]game)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of an e-mail."""

    text: str
    asks: bool  # else it only tells something


def cut_mail(mail: str) -> list[Piece]:
    """The parts of an e-mail in their order: each question for itself, and the sentences between them, none twice.

    Greetings, thanks and the name at the end are left out; what is asked after them ("PS: …") is not.
    """
    pieces: list[Piece] = []
    ended = False
    for sentence in sentences_of(mail):
        ended = ended or bool(_CLOSING.match(sentence))
        asks = _asks(sentence)
        if _GREETING.match(sentence) or _CLOSING.match(sentence) or (ended and not asks):
            continue
        parts = _with_lead(split_needs(sentence)) if asks else []
        mark = "?" if sentence.endswith("?") else ""
        pieces += [Piece(f"{part}{mark if is_question(part) else ''}", is_question(part)) for part in parts] or [
            Piece(sentence, asks)
        ]
    return list(dict.fromkeys(pieces))


def sentences_of(mail: str) -> list[str]:
    """Every sentence that the writer of an e-mail wrote, greetings and all."""
    parts = (_MARK.sub("", part.strip()) for part in _END.split(_own_words(mail)))
    return [part for part in parts if _WORD.search(part)][:MOST_SENTENCES]


def _with_lead(parts: list[str]) -> list[str]:
    """Parts of a sentence of which a short first one ("Also, …") goes with the next."""
    if len(parts) > 1 and len(parts[0].split()) < MIN_WORDS:
        return [f"{parts[0]}, {parts[1]}", *parts[2:]]
    return parts


def _asks(sentence: str) -> bool:
    marked = "?" in sentence or "¿" in sentence
    return marked or is_question(without_courtesies(sentence)) or bool(_ASKED_POLITELY.search(sentence))


def _own_words(mail: str) -> str:
    """An e-mail without its headers, the message that it answers, and its signature; of one that is only passed on, that."""
    own: list[str] = []
    for line in map(str.strip, mail.splitlines()):
        if _PASSED_ON.match(line):
            own = []
        if (_ANSWERED.match(line) or _SIGNATURE.match(line)) and any(own):
            break
        if not (line.startswith(">") or _HEADER.match(line) or _ANSWERED.match(line) or _PASSED_ON.match(line)):
            own.append(line)
    return _unwrapped(own)


def _unwrapped(lines: list[str]) -> str:
    """Lines that a mail program broke, put together again: a sentence goes on where the next line starts small."""
    text = ""
    for line in lines:
        goes_on = line[:1].islower() and bool(text) and text[-1] not in "\n.!?:"
        text += f" {line}" if goes_on else f"\n{line}"
    return text.strip()
