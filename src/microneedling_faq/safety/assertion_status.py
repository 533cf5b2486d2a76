"""How a sentence frames a sign of danger: denied, only asked about, told of the past or of others, or under way; pure.

"no fever at all" · "can it cause infection?" · "my friend had an infection last year" · "can you help, pus is coming out". The
rules lean towards a false alarm, never a miss.
"""

from collections.abc import Sequence

from ..corpus.patterns import parse_pattern
from .word_patterns import Match, PatternSet

# Words that deny what follows, until a word that starts something new. Apostrophes are gone by then, if there were any.
_NEGATIONS = frozenset(
    "no not never without none nor neither isnt arent wasnt werent havent hasnt hadnt dont doesnt didnt aint zero nope "
    "sin ningun ninguna ninguno nunca jamas tampoco ni".split()
)
_FRESH_STARTS = frozenset(
    "but however although though i im ive my we she he her his it its now then because why if what how like know "
    "understand sleep slept eat matter help notice realise realize expect asking telling knowing permission gloves sure "
    "only just normal right good well ok okay better stop stopping stopped going think working pero aunque mi yo ahora "
    "porque aguanto".split()
)
DENYING_SIGNS = frozenset("nobody noone none cant cannot wont".split())  # "scars or no scars nobody would miss me"
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
    "makes|be_hurt|be_harmed|be_damaged|be_infected|be_blinded|lose|damage|leave|leaves|result|results|spread|spreads|transmit*|pass|passed|carry|happen|happens|happened|turn|turns|become|swell|"
    "bleed|blister|close|closes|faint|fainted|harm|go|went|had|infect"
)
_TOLD_ON = (
    "tiktok|instagram|insta|reddit|youtube|facebook|twitter|podcast|influencer|blogger|celebrity|forum|the_news|the_paper|online|"
    "the_internet|tv|a_video|an_article|internet|redes|noticias"
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
    "is|are|was pus|fever|bleeding|blood|swelling|infection*|blisters|a_temperature ... normal|usual|common|expected|always",
    f"{_MAY} {_SUBJECT} run|runs|have|expect",
    "is|are sepsis|infection*|blindness|anaphylaxis|scarring|blisters|fainting ... possible|common|likely|rare|a_risk",
    "spot|recognise|recognize|prevent|avoid a|an|the|infection*|sepsis|pus|blisters|bleeding|scarring",
    "ended_up in|with",
    "what|how if|happens_if|likely|often|common|rare|usual",
    "worried|afraid|scared|nervous|anxious|terrified|heard|read|saw|seen "
    "about|of|that|it|i|ill|my|someone|somebody|people|stories|reports|cases",
    "if my|the|it|i|there|someone|anything|she|he",
    "in_case of|it|i",
    "mate|friend|colleague|neighbour|neighbor|coworker|cousin got|had|developed",
    "mate|friend|colleague|neighbour|neighbor|coworker|cousin caught an|a|it|something|hiv|hepatitis",
    "hypothetically|theoretically|in_theory|supposing|suppose|imagine",
    "stories|reports|cases|news of|about",
    "puede|pueden|podria|podrian|puedo|podemos ... causar*|dar*|dejar*|provocar*|producir|infectar*|contagiar*|salir*|hinchar*|"
    "sangrar|pasar*|quedar*|poner*|desmayar*|transmit*|pegar*",
    "riesgo|peligro|posibilidad|probabilidad|miedo de|que|a",
    "se|te|le sangra|hincha|inflama|infecta|quema|irrita|pela ... con|durante|despues|por|al|mucho|bastante",
    "will|would my|the face|skin|it|cheeks|lips|eyes be|look|get|stay swollen|puffy|sore|bruised|inflamed",
    "y_si|que_pasa_si|que_pasaria_si|hipoteticamente|en_teoria",
    "a_alguien|alguien se|le|ha|tuvo|le_ha|se_ha",
    f"{_TOLD_ON} ... said|says|claims|claimed|went|got|had|lost|told|posted|swears|woman|lady|girl|guy|man|someone|people",
    f"lady|woman|girl|guy|man|someone|somebody|person|people|influencer|celebrity|blogger on|in|from {_TOLD_ON}",
    f"read|saw|heard|watched|seen|vi|lei|escuche ... {_TOLD_ON}",
    f"{_TOLD_ON} ... dijo|dice|dicen|conto|quedo|perdio",
    "mate|friend|colleague|neighbour|neighbor|coworker|cousin|sister bruised|scarred|peeled",
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
    "de nina|nino|chica|chico|pequena|pequeno|bebe|adolescente|joven",
    "cuando|de_cuando era|fui|tenia ... nina|nino|chica|chico|pequena|pequeno|bebe|adolescente|joven|anos",
    "in|at primary|elementary|grade|middle|high|nursery school",
)
_ASKED = PatternSet(("asked", parse_pattern(text)) for text in _POSSIBILITY)
_ELSEWHERE_TOLD = PatternSet(("elsewhere", parse_pattern(text)) for text in _ELSEWHERE)
_OF_TREATMENT = PatternSet(
    ("treatment", parse_pattern(text))
    for text in (
        "treat*|session*|procedure*|microneed*|needl*|derma*|roller*|pen|facial|appointment|clinic|spa|salon",
        "last|first|second time",
        "should|shall|must i|we|you",
        "cream|numbing|lidocaine|filler*|botox|injection*|jab|jabs|peel|laser|serum",
        "trat*|sesion*|microaguj*|aguja*|rodillo|cita|clinica|crema|anestesi*|inyec*|relleno|suero",
    )
)
_PRESENT = frozenset("now today tonight still yesterday currently since again ahora hoy todavia aun ayer".split())

# A message that has one of each and nothing of the third tells of what is over: "two years ago my lips ballooned. It settled".
_LONG_AGO = PatternSet(
    ("long ago", parse_pattern(text))
    for text in (
        "years|year|months|summers|winters|decades ago|back|earlier|before",
        "last year|month|week|summer|winter|spring|autumn|fall|christmas|easter|time",
        "in 19*|20*",
        "back in 19*|20*|january|february|march|april|may|june|july|august|september|october|november|december|school|college",
        "when i_was ... child|kid|teenager|teen|young|little|student|school|pregnant|younger",
        "as a child|kid|teen|teenager|baby",
        "had|got|was|happened|came_out once",
        "once at|in|when|before|as|years|as_a",
        "in my teens|twenties|thirties|childhood|youth",
        "hace anos|meses|un_ano|mucho|dos_anos|tres_anos",
        "ano|vez|verano|invierno|primavera|otono pasado|pasada",
        "de nina|nino|joven|chica|chico",
    )
)
_SETTLED = PatternSet(
    ("settled", parse_pattern(text))
    for text in (
        "settled|healed|resolved",
        "long gone|healed|over|better",
        "all|completely|fully|totally|been|its|was gone|cleared|better|fine|recovered|over",
        "went_away|went_down|wore_off|cleared_up|calmed_down|passed|disappeared by|on|in|after|within|again|and|since",
        "it|they|that|all|which|and went_away|went_down|wore_off|cleared_up|calmed_down|passed|disappeared|vanished|recovered",
        "fine|ok|okay|better|well|good|healthy|nothing|clear since|now|ever_since|afterwards",
        "se me_quito|me_paso|me_curo|quito|paso|curo|fue|arreglo",
        "ya paso|estoy_bien|se_paso|se_quito|se_fue|se_curo",
        "desaparecio|curada|curado",
    )
)
_THERE_AGAIN = PatternSet(
    ("there again", parse_pattern(text))
    for text in (
        "today|tonight|yesterday|still|currently|hoy|todavia|ayer|aun|anoche",
        "now i|my|im|ive|its|it|the|theres|there|she|he|they|we|shes|hes|again|and|with",
        "and|but|then|till|until now",
        "hour|hours|minute|minutes|day|days|week|weeks ago",
        "this morning|afternoon|evening|week|time",
        "its|is|are|came|come|comes|coming|theyre|has_come|have_come back",
        "started|starting|happening|happened|have_it|has_it|got_it again",
        "keeps|keep|getting|gets|worse|worsening",
        "ahora me|tengo|esta|se|mi|la|otra",
        "otra_vez|de_nuevo|volvio",
    )
)
_COURSE = (_LONG_AGO, _SETTLED, _THERE_AGAIN)

# Inside a sign these say that it is under way, whatever is asked or told around it.
_UNDER_WAY = frozenset(
    "is are am im its theres keeps keep hasnt isnt wont cant comes coming oozes oozing leaks leaking weeping closing "
    "spreading creeping pouring dripping seeping turning shivering wheezing gasping choking festering sale saliendo esta estan "
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


def is_denied_within(words: Sequence[str], match: Match) -> bool:
    """Whether a word in a match's gaps denies it ("throat isnt swollen")."""
    return any(words[at] in _NEGATIONS and words[at + 1] not in _FRESH_STARTS for at in match.between)  # not "without asking"


def is_negated(words: Sequence[str], match: Match) -> bool:
    """Whether a match is denied: by a word in its gaps ("throat isnt swollen") or before it ("without any pus")."""
    if is_denied_within(words, match):
        return True
    if words[match.start] in DENYING_SIGNS:
        return False
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
    return _PRESENT.isdisjoint(words) and (_finds(_ASKED, words) or _finds(_ELSEWHERE_TOLD, words))


def is_past(words: Sequence[str]) -> bool:
    """Whether a sentence only tells of the past, and of no treatment: "years ago I passed out at a concert"."""
    if not _PRESENT.isdisjoint(words) or not _finds(_ELSEWHERE_TOLD, words):
        return False
    return not (_finds(_ASKED, words) or _finds(_OF_TREATMENT, words))


def what_is_over(message: Sequence[Sequence[str]]) -> list[Sequence[str]]:
    """The sentences of a message that tell of long ago; none unless it says that it settled, and nothing is there again."""
    long_ago, settled, there_again = ([words for words in message if _finds(patterns, words)] for patterns in _COURSE)
    return long_ago if settled and not there_again else []


def is_part_of(part: Sequence[Sequence[str]], message: Sequence[Sequence[str]]) -> bool:
    """Whether all sentences of a part stand within these of its message, and none tells of something under way."""
    whole = [f" {' '.join(words)} " for words in message]
    return bool(whole) and all(
        _UNDER_WAY.isdisjoint(words) and any(f" {' '.join(words)} " in other for other in whole)
        for words in part
        if len(words) > 1
    )


def _finds(patterns: PatternSet[str], words: Sequence[str]) -> bool:
    return next(patterns.matches(words), None) is not None


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
