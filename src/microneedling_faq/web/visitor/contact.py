"""The ways to a person that the operator has set: phone, booking page, mail; pure."""

import re
from urllib.parse import quote, urlencode

from ...settings import Settings
from ...texts import Texts
from ...types import Reply
from .notice_typesetting import telephone_address
from .page_words import filled

_WEB_ADDRESS = re.compile(r"https?://", re.IGNORECASE)


def contact_links(words: Texts, settings: Settings) -> list[tuple[str, str]]:
    """(text, address) for each way to the clinic that needs no question: phone, booking."""
    links = []
    if settings.phone:
        links.append((filled(words["call"], phone=settings.phone), telephone_address(settings.phone)))
    if web_address(settings.booking):
        links.append((words["book"], settings.booking))
    return links


def person_links(reply: Reply, words: Texts, settings: Settings) -> list[tuple[str, str]]:
    """The same, a mail that is the visitor's to write, and one that begins with what was asked."""
    mails = (("mail", ""), ("mail_question", f"{words['mail_body']}\n\n{reply.query}\n"))
    links = [(words[name], _mail_address(settings, words["mail_subject"], body)) for name, body in mails]
    return contact_links(words, settings) + [(text, address) for text, address in links if address]


def report_address(reply: Reply, words: Texts, settings: Settings) -> str:
    """The mail that reports a reply to the clinic; empty without an address. What was asked is left to the visitor to say."""
    body = f"{words['report_body']}\n\n\n({reply.kind}, {reply.content_version})"
    return _mail_address(settings, words["report_subject"], body)


def web_address(address: str) -> str | None:
    """The address if it leads to the web: "javascript:…" and the like must not become links."""
    return address if _WEB_ADDRESS.match(address) else None


def _mail_address(settings: Settings, subject: str, body: str) -> str:
    if not settings.email:
        return ""
    fields = urlencode({"subject": subject, "body": body.replace("\n", "\r\n")}, quote_via=quote)  # RFC 6068, section 5
    return f"mailto:{quote(settings.email, safe='@')}?{fields}"
