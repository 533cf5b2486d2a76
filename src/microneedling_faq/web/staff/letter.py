"""A letter in reply to an e-mail, as plain text that staff edit: each question with its verbatim answer; pure.

Everything in it is a quotation, the writer's own words, or a notice; what no text of the clinic answers is left as a gap.
"""

from collections.abc import Sequence
from itertools import groupby

from ...corpus.notices import Notices
from ...replying.mail_reading import MailReading, Need
from ...settings import Settings
from ...texts import Texts
from ..visitor.quotation_view import beside, cited_lines
from .copied_text import contact_lines, quoted_text


def compose_letter(reading: MailReading, notices: Notices, words: Texts, settings: Settings) -> str:
    """The letter: greeting, answers, what must be asked of a clinician, advice, signature; beside a danger the way to care.

    :param words: Of the letter's language, as `page_words` gives them.
    """
    language = reading.language

    def say(key: str) -> str:
        return notices.text(f"letter.{key}", language)

    if reading.urgent:
        middle = [reading.urgent.notice or ""]
    else:
        middle = [say("opening"), *_answers(reading.needs, say("you_wrote"), say("gap"), words)]
    end = "\n".join([say("closing"), *(contact_lines(settings) or [settings.name])])
    return "\n\n".join([say("greeting"), *middle, reading.recommendation, end]) + "\n"


def _answers(needs: Sequence[Need], you_wrote: str, gap: str, words: Texts) -> list[str]:
    """A paragraph for each need; those that only send to the same clinician stand together."""
    paragraphs: list[str] = []
    told: set[str | None] = set()
    for key, group in groupby(needs, key=_shared_notice):
        together = list(group)
        asked = [f"{you_wrote} “{need.text}”" for need in together]
        if key:
            paragraphs.append("\n".join([*asked, key]))
            told.add(key)
            continue
        for need, line in zip(together, asked, strict=True):
            paragraphs.append("\n".join([line, *_answer(need, gap, told, words)]))
            told.add(need.reply.notice)
    return paragraphs


def _shared_notice(need: Need) -> str:
    """The notice of a need for which there is nothing else."""
    return (need.reply.notice or "") if need.reply.kind == "refer" and not need.reply.passages else ""


def _answer(need: Need, gap: str, told: set[str | None], words: Texts) -> list[str]:
    reply = need.reply
    if not reply.passages:
        return [gap]
    lines = [reply.notice] if reply.notice and reply.notice not in told else []
    for quotation in reply.passages[:1]:  # the further ones answer less; staff add what they want
        lines += [f"“{quoted_text(quotation)}”", cited_lines(quotation, beside(quotation), words)]
    return [*lines, gap] if reply.unsupported else lines
