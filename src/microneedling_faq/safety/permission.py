"""Questions that no passage can answer for a person: whether they may have the treatment, and whether they should; pure.

"my mum is 82, too old for this?" · "would you recommend it for my scars?"
"""

from collections.abc import Sequence

from ..corpus.patterns import parse_pattern
from .word_patterns import PatternSet

# Questions whether one may have it, which no passage on what it does can answer.
_PERMISSION = (
    "can|could|may|should|shall|allowed i|we|she|he|they|my ... have|do|start|book|come|go|undergo|continue|done",
    "can|could|will|would you start|take|see",
    "too old|young|soon|early|late",
    "ok|okay|safe|allowed|alright|right|fine|suitable|advisable|wise|possible|problem|issue|risky|dangerous|bad "
    "for|to|if|with|that|when|while",
    "is|would|will it|that|this ... ok|okay|safe|alright|allowed|fine|bad|wise|possible|problem|issue",
    "how_long|must|do|should|need ... wait",
    "no|no_no|no_go|yes|off_limits|out for me|us|him|her|them|someone|somebody",
    "puedo|puede|puedes|podria ... hacerme|hacerse|hacerlo|hacermelo|tratarme|empezar|ponerme|ponerse",
    "es|seria seguro|malo|peligroso|problema|bueno",
    "demasiado|muy mayor|joven|pronto|vieja|viejo",
)
_ASKS_PERMISSION = PatternSet(("permission", parse_pattern(text)) for text in _PERMISSION)

# Questions whether one should have it, which only a person who has seen the skin can answer.
_RECOMMEND = "recommend|advise|suggest"
_RECOMIENDA = "recomiendas|recomienda|recomiendan|aconsejas|aconseja|aconsejan"
_WHO = "i|we|she|he|my_wife|my_husband|my_mom|my_mum|my_mother|my_sister|my_daughter|my_son"
_IT = (
    "it|this|one|microneed*|micro_needling|needling|dermapen|skinpen|a_session|done|"
    "this_treatment|the_treatment|this_therapy|the_therapy|this_procedure|the_procedure"
)
_ADVICE = (
    f"should {_WHO} get|have|do|try|book|go_for|go_ahead_with|undergo {_IT}",
    "if|whether|think i|we|she|he should",
    f"would|do|can|could you {_RECOMMEND} {_IT}",
    f"would|do|can|could you {_RECOMMEND} that|me_to i|we|get|have|do|try",
    "recommended|advisable|advised for me|someone|my",
    "right|suitable|suited|appropriate|best|meant|advisable|wise|worth_it|worthwhile for me|someone_like_me|people_like_me|"
    "my_skin|my_face|my_case",
    "good for me|someone_like_me|people_like_me",
    "right|suitable|appropriate for my_mother|my_mom|my_mum|my_wife|my_husband|my_sister",
    "good|best fit|idea|choice|option|match for me|someone_like_me|people_like_me|my_skin|my_face",
    "right|good|suitable|best|wise|worth_it in my_case|my_situation",
    "am|would|could i|we|she|he ... suitable|suited|right_for_it|right_for_this",
    "what would|do you ... do|advise|recommend|suggest ... me|my_place|my_shoes|my_situation|my_position",
    f"do i|we need|really_need {_IT}",
    f"me lo|la|los {_RECOMIENDA}",
    f"me {_RECOMIENDA} el|la|hacer*|microneed*|esto|este",
    f"lo {_RECOMIENDA}",
    "deberia|debo|debemos|deberiamos|debiera hacer*|probarlo|intentarlo|tratarme|ponermelo",
    "me conviene",
    "me_lo hago|hago_o_no",
    "es|seria|sera para_mi",
    "es|seria|sera adecuado|adecuada|apropiado|apropiada|bueno|buena|indicado|recomendable ... mi|mi_caso|mi_piel|"
    "alguien_como_yo",
    "vale_la_pena ... alguien_como_yo|mi_caso|para_mi",
    "en mi_lugar",
)
_ASKS_ADVICE = PatternSet(("advice", parse_pattern(text)) for text in _ADVICE)
_ASKS_MORE = frozenset(
    "how what when which where who why que como cuando cuanto cuantas cuantos cual donde quien gente people".split()
)
_OF_HOW = frozenset("home myself away tomorrow without before after know casa sola solo sin manana".split())  # what texts tell


def asks_permission(words: Sequence[str]) -> bool:
    """Whether a sentence asks if one may have it ("my mum is 82, too old for this?"), not what it does."""
    return next(_ASKS_PERMISSION.matches(words), None) is not None


def asks_advice(words: Sequence[str]) -> bool:
    """Whether a sentence asks if one should have it ("would you recommend it?"), and not how, when or how often."""
    matches = _ASKS_ADVICE.matches(words) if _OF_HOW.isdisjoint(words) else ()
    return any(_ASKS_MORE.isdisjoint(words[: match.start]) for _, match in matches)
