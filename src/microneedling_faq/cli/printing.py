"""Replies and index facts as plain text."""

from pathlib import Path

from ..corpus.program_signposts import PROGRAMS
from ..index.reader import Manifest
from ..replying.quoting import cite, left_unsaid, path_line
from ..types import Quotation, Reply


def format_reply(reply: Reply) -> str:
    """A reply for a terminal: notice, quotations with their cautions, what was not found, the recommendation."""
    parts = []
    if reply.understood_as:
        parts.append(f"Understood as: {reply.understood_as}")
    if reply.notice:
        parts.append(reply.notice)
    parts += [format_quotation(quotation) for quotation in reply.passages]
    if unsaid := left_unsaid(reply):
        parts.append(f"The article says nothing about: {', '.join(unsaid)}.")
    return "\n\n".join([*parts, reply.recommendation])


def format_quotation(quotation: Quotation) -> str:
    """A passage in quotation marks below its headings, with its source line, and its cautions beside it."""
    lines = [path_line(quotation.headings)] if quotation.headings else []
    lines += [f"“{quotation.text}”", f"    {source_line(quotation)}"]
    for caution in quotation.cautions:
        sources = "; ".join(map(cite, caution.sources))
        lines.append(f"    Caution about “{caution.quote}”: {caution.note}" + (f" ({sources})" if sources else ""))
    return "\n".join(lines)


def source_line(quotation: Quotation) -> str:
    """Where a quotation comes from: "Paragraph 4 of Title, by Author, reviewed 2026-11-22"."""
    numbers = quotation.paragraphs
    place = f"Paragraph {numbers[0]}" if len(numbers) == 1 else f"Paragraphs {numbers[0]} to {numbers[-1]}"
    author = f", by {quotation.author}" if quotation.author else ""
    reviewed = f", reviewed {quotation.reviewed}" if quotation.reviewed else ""
    return f"{place} of {path_line((quotation.title, *quotation.headings))}{author}{reviewed}"


def format_status(index: Path, manifest: Manifest, stale: str | None) -> str:
    """What an index holds, with which model, and whether it is stale."""
    counts = ", ".join(f"{count:,} {name}" for name, count in manifest.counts.items())
    files = sum(not name.startswith(PROGRAMS) for name in manifest.corpus)
    size = sum(file["bytes"] for file in manifest.files.values()) / 2**20
    return "\n".join(
        [
            f"index     {index} (format {manifest.format}, generation {manifest.generation}, {size:.1f} MiB)",
            f"holds     {counts}",
            f"corpus    {files} files" + (f", {len(manifest.skipped)} left out" if manifest.skipped else ""),
            f"model     {manifest.model} (weights sha256 {manifest.model_sha256[:12]}…)",
            f"state     {'stale: ' + stale + '. Rebuild it: microneedling-faq index build' if stale else 'up to date'}",
        ]
    )
