"""What stands on the page whatever was asked: emergency line, suggestions, contact, the clinic's pages, the texts' version."""

from typing import Any

from ...replying.chatbot import Chatbot
from ...settings import Settings
from ...texts import Texts
from .contact import contact_links, web_address
from .notice_typesetting import link_numbers
from .page_words import Interface, filled
from .rendering import numbers_to_call

_PAGES = ("privacy", "accessibility", "imprint")


def surroundings(chatbot: Chatbot, interface: Interface, language: str) -> dict[str, Any]:
    """All that the page says in one language around a conversation, for the template as for `chat.js`."""
    words = interface.words[language]
    empty = chatbot.notices.text("general.invalid_empty", language)
    return {
        "words": {**words, "empty": empty},
        "questions": interface.questions[language],
        "contact": contact_links(words, chatbot.settings),
        "emergency": emergency_line(chatbot, language),
        "links": clinic_pages(words, chatbot.settings),
        "version": version_line(chatbot, words, language),
    }


def only_title(chatbot: Chatbot) -> str:
    """The title of the document, if there is but one."""
    first, last = chatbot.index.passages[0], chatbot.index.passages[-1]
    return first.title if first.document == last.document else ""  # passages stand in the order of their documents


def emergency_line(chatbot: Chatbot, language: str) -> list[tuple[str, str]]:
    """(text, address) of each stretch of "For emergencies call 911 …"; the number has a `tel:` address."""
    line = chatbot.notices.text("general.not_for_emergencies", language)
    return [(stretch.text, stretch.address) for stretch in link_numbers(line, numbers_to_call(chatbot.settings))]


def clinic_pages(words: Texts, settings: Settings) -> list[tuple[str, str]]:
    """(text, address) of the clinic's pages that the operator has set: privacy, accessibility, imprint."""
    found = [(words[page], web_address(getattr(settings, page))) for page in _PAGES]
    return [(text, address) for text, address in found if address]


def version_line(chatbot: Chatbot, words: Texts, language: str) -> str:
    """Which texts are shown, and by when a clinician had signed them; nothing of signatures where no text is about health."""
    content = chatbot.content
    reviewed = content.reviewed(language)
    if reviewed:
        return filled(words["version_reviewed"], version=content.version, date=reviewed)
    return filled(words["version_unreviewed" if content.about_health else "version"], version=content.version)
