"""Tells in which language a message is written, as far as it matters: English, Spanish, or another; pure.

Counts function words, which no message of some length does without; a message with too few of any is taken as English.
"""

import re
import unicodedata
from collections.abc import Collection

from ..corpus.vocabulary import plain_word

_WORD = re.compile(r"[^\W\d_]+")
# The most frequent words of each language, without those that are also English (Portuguese "um" is how people pause) or shared
# with Spanish neighbours.
_FUNCTION_WORDS = {
    "en": "the is are was do does did can could will would should what how why when where who which it its my me you your i am "
    "have has had be been for with from of and or but not no this that these those if to in on at after before there any get "
    "help about more than so just im",
    "es": "el la los las un una unos unas de del que en y es por para con se lo al mi mis me te su sus como cuando donde "
    "cuanto cuanta cuantas cuantos cual porque pero si sin sobre muy mas tengo tiene puede puedo puedes hay ser esta "
    "este esto estoy estan son fue he ha hace hacer sirve ayuda quiero necesito piel cara tratamiento "
    "hola gracias desde despues buenas adios",
    "fr": "le la les un une des du de et est que qui dans pour avec sur pas ne je tu vous nous il elle mon ma mes ce cette "
    "ca sont ai avez peut peau quoi comment combien",
    "de": "der die das ein eine und ist nicht ich sie es mit auf fur von zu den dem kann hilft gegen wie was wenn mein meine "
    "haut auch bei nach werden wird habe",
    "it": "il lo gli la le un una di che e non per con del della sono ho mia mio come quando quanto puo aiuta contro pelle "
    "anche questo questa dopo nel",
    "pt": "o os as uma de do da dos das que em e para com nao por mais como mas foi meu minha pele tem isso voce ajuda "
    "depois sao esta pode quanto",
    "nl": "de het een en van is niet ik je dat met voor op zijn maar ook kan helpt mijn huid wat hoe tegen na wordt heb",
    "pl": "nie na jest to sie czy jak po do za moja mam skory pomaga przed przez",
    "tr": "bir ve bu icin ne mi ile cok cilt nasil var yok",
}
_WORDS = {language: frozenset(words.split()) for language, words in _FUNCTION_WORDS.items()}
_LANGUAGES = {
    word: tuple(language for language, known in _WORDS.items() if word in known) for words in _WORDS.values() for word in words
}
_SPANISH_SIGNS = re.compile(r"[¿¡ñ]")
OTHER_LANGUAGE = "other"
# Words of Spanish that are English words or names too ("he's having a fit", "la", "hay fever"): one alone says nothing.
_ALSO_ENGLISH = frozenset("he me con sin hay los las la el lo mas cara para un es se al del fue su no son una casa".split())
_SCRIPTS = {  # how the Unicode names of a script's letters begin -> its most spoken language
    "HIRAGANA": "ja",
    "KATAKANA": "ja",
    "HANGUL": "ko",
    "CJK": "zh",
    "ARABIC": "ar",
    "CYRILLIC": "ru",
    "DEVANAGARI": "hi",
    "GREEK": "el",
}


def detect_language(message: str, spanish_words: Collection[str] = (), *, default: str = "en") -> str:
    """Tell the language of a message: "en", "es", or "other" for every other language and script.

    :param default: What a message that gives no sign is in.
    :param spanish_words: Words, without accents, that only the Spanish wordings use ("precio", "cicatrices").
    """
    if _SPANISH_SIGNS.search(message.lower()):
        return "es"
    words = [plain_word(word) for word in _WORD.findall(message.lower()) if len(word) > 1 or word in "yoi"]
    letters = "".join(words)
    if letters and sum(letter.isascii() for letter in letters) < len(letters) / 2:
        return OTHER_LANGUAGE
    counts = dict.fromkeys(_WORDS, 0)
    for word in words:
        for language in _LANGUAGES.get(word, ()):
            counts[language] += 1
    counts["es"] = _count_spanish(words, spanish_words)
    if not any(counts.values()):
        return default
    best = max(counts, key=lambda language: counts[language])
    if counts["es"] and counts["es"] >= counts[best] and not counts["en"]:
        return "es"
    margin = counts[best] - counts["en"]
    if best == "en" or counts[best] < 2 or margin < (1 if best == "es" else 2):
        return "en"
    return best if best == "es" else OTHER_LANGUAGE


def _count_spanish(words: Collection[str], spanish_words: Collection[str]) -> int:
    """How many words are Spanish; none if it is a single one that stands in English too: "he is having a fit"."""
    spanish = [word for word in words if word in _WORDS["es"] or word in spanish_words]
    return 0 if len(words) > 1 and len(spanish) == 1 and spanish[0] in _ALSO_ENGLISH else len(spanish)


def which_language(message: str) -> str | None:
    """The two letters of the language that a message which is neither English nor Spanish is likely in; `None` if unknown."""
    names = [unicodedata.name(letter, "") for letter in message if letter.isalpha() and not letter.isascii()]
    for script, language in _SCRIPTS.items():
        if any(name.startswith(script) for name in names):
            return language
    counts = dict.fromkeys(_WORDS.keys() - {"en", "es"}, 0)
    for word in map(plain_word, _WORD.findall(message.lower())):
        for language in _LANGUAGES.get(word, ()):
            if language in counts:
                counts[language] += 1
    best = max(sorted(counts), key=lambda language: counts[language])
    return best if counts[best] else None
