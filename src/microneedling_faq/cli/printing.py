"""Replies and index facts as plain text."""

from typing import TYPE_CHECKING

from ..corpus.program_signposts import PROGRAMS
from ..index.reader import Manifest
from ..index_places import IndexPlace
from ..replying.quoting import cite, left_unsaid, path_line
from ..texts import Texts
from ..types import Quotation, Reply
from ..web.visitor.page_words import filled, place

if TYPE_CHECKING:
    from ..index.postgresql.reader import Version


def format_reply(reply: Reply, words: Texts) -> str:
    """A reply for a terminal: notice, quotations with their cautions, what was not found, what else to ask, the advice.

    :param words: As `page_words` gives them, in the reply's language.
    """
    parts = []
    if reply.understood_as:
        parts.append(f"{words['understood']}: {reply.understood_as}")
    if reply.notice:
        parts.append(reply.notice)
    parts += [format_quotation(quotation, words) for quotation in reply.passages]
    if unsaid := left_unsaid(reply):
        parts.append(filled(words["unsupported"], names=", ".join(unsaid)))
    if reply.suggestions and reply.kind != "urgent":
        parts.append("\n".join([words["terminal_suggestions"], *(f"    {suggestion}" for suggestion in reply.suggestions)]))
    return "\n\n".join([*parts, reply.recommendation])


def format_quotation(quotation: Quotation, words: Texts) -> str:
    """A passage in quotation marks below its headings, with its source line, and its cautions beside it."""
    lines = [path_line(quotation.headings)] if quotation.headings else []
    lines += [f"“{quotation.text}”", f"    {source_line(quotation, words)}"]
    for caution in quotation.cautions:
        sources = "; ".join(map(cite, caution.sources))
        said = filled(words["terminal_caution"], quote=caution.quote, note=caution.note)
        lines.append(f"    {said}" + (f" ({sources})" if sources else ""))
    return "\n".join(lines)


def source_line(quotation: Quotation, words: Texts) -> str:
    """Where a quotation comes from: "Paragraph 4 of Title, by Author, reviewed 2026-11-22"."""
    author = f", {filled(words['by'], author=quotation.author)}" if quotation.author else ""
    reviewed = f", {words['reviewed']} {quotation.reviewed}" if quotation.reviewed else ""
    title = path_line((quotation.title, *quotation.headings))
    return filled(words["terminal_source"], place=place(quotation, words), title=title) + author + reviewed


def format_version(version: "Version") -> str:
    """A version that a database keeps."""
    used = ", in use" if version.in_use else ""
    return f"version   {version.number}: {version.manifest.generation}, written {version.written:%Y-%m-%d %H:%M %Z}{used}"


def format_status(index: IndexPlace, manifest: Manifest, stale: str | None) -> str:
    """What an index holds, with which model, and whether it is stale."""
    counts = ", ".join(f"{count:,} {name}" for name, count in manifest.counts.items())
    files = sum(not name.startswith(PROGRAMS) for name in manifest.corpus)
    size = f", {sum(file['bytes'] for file in manifest.files.values()) / 2**20:.1f} MiB" if manifest.files else ""
    return "\n".join(
        [
            f"index     {index} (format {manifest.format}, generation {manifest.generation}{size})",
            f"holds     {counts}",
            f"corpus    {files} files" + (f", {len(manifest.skipped)} left out" if manifest.skipped else ""),
            f"model     {manifest.model} (weights sha256 {manifest.model_sha256[:12]}…)",
            f"state     {'stale: ' + stale + '. Rebuild it: microneedling-faq index build' if stale else 'up to date'}",
        ]
    )
