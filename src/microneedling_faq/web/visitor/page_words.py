"""The words of the interface, from the `[page]` tables of the notices."""

from dataclasses import dataclass

from ...corpus.notices import DEFAULT_LANGUAGE, Notices
from ...replying.chatbot import Chatbot
from ...replying.quoting import path_line
from ...settings import Settings
from ...texts import Texts
from ...types import Passage, Quotation

_PREFIX = "page."
_MOST_QUESTIONS = 6
_ABOUT_KEEPING = ("private", "private_tab", "thanks")  # each has a second text, for where questions are kept


@dataclass(frozen=True, slots=True)
class Interface:
    """What the page says in each language."""

    words: dict[str, Texts]  # language -> key -> text, that of the corpus first
    questions: dict[str, list[str]]  # language -> what the empty page suggests

    @property
    def home(self) -> str:
        """The language of who names none that is spoken."""
        return next(iter(self.words))


def prepare_interface(chatbot: Chatbot) -> Interface:
    """The interface around a chatbot; it suggests the questions that staff offer, each of which is a wording of its answer."""
    words = {language: _as_kept(texts, chatbot.settings) for language, texts in page_words(chatbot.notices).items()}
    offered = chatbot.index.annotations.suggestions[:_MOST_QUESTIONS]
    questions = {language: [record.text(language) for record in offered] for language in words}
    return Interface(words, questions)


def _as_kept(words: Texts, settings: Settings) -> Texts:
    """Words that tell what is kept, where questions are."""
    if not settings.keep_questions:
        return words
    told = {key: filled(words[f"{key}_kept"], days=settings.keep_days) for key in _ABOUT_KEEPING}
    return {**words, **told}


def page_words(notices: Notices) -> dict[str, Texts]:
    """Language -> key -> text, for every language of the corpus that names itself; what one of them lacks is English."""
    spoken = [code for code in notices.languages or notices.texts if f"{_PREFIX}language" in notices.texts.get(code, {})]
    return {
        language: words_in(notices, language)
        for language in sorted(spoken or [DEFAULT_LANGUAGE], key=lambda language: language != notices.home)
    }


def words_in(notices: Notices, language: str) -> Texts:
    """Key -> text in one language, whether or not the corpus speaks it."""
    keys = (key for key in notices.texts[DEFAULT_LANGUAGE] if key.startswith(_PREFIX))
    return {key.removeprefix(_PREFIX): notices.text(key, language) for key in keys}


def filled(text: str, **values: object) -> str:
    """A text with its placeholders filled in."""
    for name, value in values.items():
        text = text.replace("{" + name + "}", str(value))
    return text


def place(quoted: Quotation | Passage, words: Texts) -> str:
    """Where a passage stands: "Paragraph 4"."""
    first, last = quoted.paragraphs[0], quoted.paragraphs[-1]
    if first == last:
        return filled(words["paragraph"], number=first)
    return filled(words["paragraphs"], first=first, last=last)


def source_line(quoted: Quotation, words: Texts) -> str:
    """Where a quotation comes from, in plain text: "Paragraph 4, Title, by Author, reviewed 2026-01-31"."""
    author = filled(words["by"], author=quoted.author) if quoted.author else ""
    reviewed = f"{words['reviewed']} {quoted.reviewed}" if quoted.reviewed else ""
    title = path_line((quoted.title, *quoted.headings))
    return ", ".join(part for part in (place(quoted, words), title, author, reviewed) if part)
