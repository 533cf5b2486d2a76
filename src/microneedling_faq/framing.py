"""How a sentence frames a sign of danger: denied, only asked about, told of the past or of others, or under way; pure.

"no fever at all" · "can it cause infection?" · "my friend had an infection last year" · "can you help, pus is coming out". The
rules lean towards a false alarm, never a miss.
"""

from collections.abc import Sequence

from .patterns import Match, PatternSet, parse_pattern

# Words that deny what follows, until a word that starts something new. Apostrophes are gone by then, if there were any.
_NEGATIONS = frozenset(
    "no not never without none nor neither isnt arent wasnt werent havent hasnt hadnt dont doesnt didnt aint zero nope "
    "sin ningun ninguna ninguno nunca jamas tampoco ni".split()
)
_FRESH_STARTS = frozenset(
    "but however although though i im ive my we she he her his it its now then because why if what how like know "
    "understand sleep slept eat matter help notice realise realize expect asking telling knowing permission gloves sure "
    "only just normal right good well ok okay better stop stopping stopped going think working pero aunque mi yo ahora "
    "porque".split()
)
_LIST_WORDS = frozenset("and or any more other real y o e u".split())
_NEGATION_REACH_WORDS = 4

_MAY = "can|could|does|will|would|might|may|is_it_possible|possible"
_ANYONE = "anyone|anybody|someone|somebody|people|patients|clients|customers|they|many|any"
_SUBJECT = (
    f"{_ANYONE}|it|this|that|these|you|one|i|we|she|he|my|your|the|a|an|needle*|needling|microneedl*|treatment|treatments|roller|"
    "rollers|rolling|derma|dermaroll*|sessions|infection*|redness|ever"
)
_HAPPEN = (
    "cause*|causing|give|gives|lead|leads|get|gets|getting|got|catch|caught|develop*|trigger*|bring|brings|end|ends|ended|make|"
    "makes|leave|leaves|result|results|spread|spreads|transmit*|pass|passed|carry|happen|happens|happened|turn|turns|become|swell|"
    "bleed|blister|close|closes|faint|fainted|harm|go|went|had|infect"
)
_POSSIBILITY = (
    f"{_MAY} {_SUBJECT} ... {_HAPPEN}",
    f"has|have|had|did|do|does {_ANYONE} ... {_HAPPEN}",
    f"do you|i|we|most|some ... {_HAPPEN}",
    "anyone|anybody here|else|ever|had|get|got|have",
    f"it|this|that|they|needle*|needling|microneedl*|treatment can|could|might|may|will|would {_HAPPEN}",
    "risk|risks|chance|chances|danger|dangers|likely|likelihood|odds|possible|possibility|fear "
    "of|to|that|is|are|for|my|it|i|this",
    "what|which|know|tell|look|warning|early ... sign|signs|symptom|symptoms",
    "know|tell if|whether",
    "normal|common|usual|expected during|while|in",
    "is|are sepsis|infection*|blindness|anaphylaxis|scarring|blisters|fainting ... possible|common|likely|rare|a_risk",
    "spot|recognise|recognize|prevent|avoid a|an|the|infection*|sepsis|pus|blisters|bleeding|scarring",
    "ended_up in|with",
    "what|how if|happens_if|likely|often|common|rare|usual",
    "worried|afraid|scared|nervous|anxious|terrified|heard|read|saw|seen "
    "about|of|that|it|i|ill|my|someone|somebody|people|stories|reports|cases",
    "if my|the|it|i|there|someone|anything|she|he",
    "in_case of|it|i",
    "mate|friend|colleague|neighbour|neighbor|coworker|cousin got|had|caught|developed",
    "hypothetically|theoretically|in_theory|supposing|suppose|imagine",
    "stories|reports|cases|news of|about",
    "puede|pueden|podria|podrian|puedo|podemos ... causar*|dar*|dejar*|provocar*|producir|infectar*|contagiar*|salir*|hinchar*|"
    "sangrar|pasar*|quedar*|poner*|desmayar*|transmit*|pegar*",
    "riesgo|peligro|posibilidad|probabilidad|miedo de|que|a",
    "y_si|que_pasa_si|que_pasaria_si|hipoteticamente|en_teoria",
    "a_alguien|alguien se|le|ha|tuvo|le_ha|se_ha",
)
_ELSEWHERE = (
    "last year|month|summer|winter|spring|autumn|time",
    "years|year|months ago|back|before",
    "in the_past|my_past|20*|19*",
    "used to",
    "when i_was|she_was|he_was",
    "at|around|seeing needles|needle|blood|injections|jabs|shots",
    "ano|mes|vez pasado|pasada",
    "hace anos|meses|un_ano",
)
_NOT_THERE_NOW = PatternSet(("not there now", parse_pattern(text)) for text in (*_POSSIBILITY, *_ELSEWHERE))
_PRESENT = frozenset("now today tonight still yesterday currently since again ahora hoy todavia aun ayer".split())

# Questions whether one may have it, which no passage on what it does can answer.
_PERMISSION = (
    "can|could|may|should|shall|allowed i|we|she|he|they|my ... have|do|start|book|come|go|undergo|continue|done",
    "can|could|will|would you start|take|see",
    "too old|young|soon|early|late",
    "ok|okay|safe|allowed|alright|right|fine|suitable|advisable|wise|possible|problem|issue|risky|dangerous|bad "
    "for|to|if|with|that|when|while",
    "is|would|will it|that|this ... ok|okay|safe|alright|allowed|fine|bad|wise|possible|problem|issue",
    "how_long|must|do|should|need ... wait",
    "puedo|puede|puedes|podria ... hacerme|hacerse|hacerlo|hacermelo|tratarme|empezar|ponerme|ponerse",
    "es|seria seguro|malo|peligroso|problema|bueno",
    "demasiado|muy mayor|joven|pronto|vieja|viejo",
)
_ASKS_PERMISSION = PatternSet(("permission", parse_pattern(text)) for text in _PERMISSION)

# Inside a sign these say that it is under way, whatever is asked or told around it.
_UNDER_WAY = frozenset(
    "is are am im its theres keeps keep hasnt isnt wont cant comes coming oozes oozing leaks leaking weeping closing "
    "spreading creeping pouring dripping seeping turning shivering wheezing choking festering sale saliendo esta estan "
    "estoy tengo tiene sigue".split()
)
_UNDER_WAY_REACH_WORDS = 4  # a later "is" belongs to something else: "infection years ago, is needling ok"
_WEIGHED = frozenset("likely common often rare normal usual possible how what where which".split())  # "how likely is pus"
_ASSERTING = frozenset("theres ive tengo hay".split())
_HAVING = frozenset("have has".split())
_SPEAKERS = frozenset("i she he we they".split())
_SUPPOSING = frozenset("if can could do does did may might should would will that when ever".split())
_ASSERTION_REACH_WORDS = 3


def denies(words: Sequence[str]) -> bool:
    """Whether a sentence denies something ("no", "without", "isnt")."""
    return any(word in _NEGATIONS for word in words)


def is_negated(words: Sequence[str], match: Match) -> bool:
    """Whether a match is denied: by a word in its gaps ("throat isnt swollen") or before it ("without any pus")."""
    if any(words[at] in _NEGATIONS and words[at + 1] not in _FRESH_STARTS for at in match.between):  # not "without asking"
        return True
    reach = _NEGATION_REACH_WORDS
    for word in reversed(words[: match.start]):
        if word in _NEGATIONS:
            return True
        if word in _FRESH_STARTS or reach == 0:
            return False
        reach -= word not in _LIST_WORDS
    return False


def is_only_asked(words: Sequence[str]) -> bool:
    """Whether a sentence asks about a possibility, or tells of the past, rather than of something that is there now."""
    if any(word in _PRESENT for word in words):
        return False
    return next(_NOT_THERE_NOW.matches(words), None) is not None


def is_under_way(words: Sequence[str], match: Match) -> bool:
    """Whether a sign is told as going on ("pus is coming out", "I have pus") within a sentence that asks or looks back."""
    first, *later = words[match.start : match.end][:_UNDER_WAY_REACH_WORDS]
    if not _UNDER_WAY.isdisjoint(later) or _is_asserted(words, match.start):
        return True
    before = ["", "", *words[: match.start]][-2:]
    supposed = before[1] in _WEIGHED or (before[1] in _SPEAKERS and before[0] in _SUPPOSING)  # "what if i cant breathe"
    return first in _UNDER_WAY and not supposed


def _is_asserted(words: Sequence[str], at: int) -> bool:
    """Whether the words up to a place say that something is there: "I have a bad …", "theres …", and not "if I have …"."""
    for place in range(at, max(-1, at - _ASSERTION_REACH_WORDS - 1), -1):
        before = words[place - 1] if place else ""
        if words[place] in _ASSERTING:
            return before not in _SUPPOSING
        if words[place] in _HAVING and before in _SPEAKERS:
            return place < 2 or words[place - 2] not in _SUPPOSING
    return False


def asks_permission(words: Sequence[str]) -> bool:
    """Whether a sentence asks if one may have it ("my mum is 82, too old for this?"), not what it does."""
    return next(_ASKS_PERMISSION.matches(words), None) is not None
