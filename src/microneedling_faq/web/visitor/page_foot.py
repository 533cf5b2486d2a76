"""What stands on the page whatever was asked: the line for emergencies, the clinic's own pages, the version of the texts."""

from ...replying.chatbot import Chatbot
from ...settings import Settings
from ...texts import Texts
from .contact import web_address
from .notice_setting import link_numbers
from .page_words import filled
from .rendering import numbers_to_call

_PAGES = ("privacy", "accessibility", "imprint")


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
