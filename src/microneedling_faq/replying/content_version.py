"""Which texts visitors are shown, and whether a clinician has signed them; pure."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass

from ..corpus.annotations import Annotations
from ..texts import Texts
from ..types import Passage

VERSION_CHARACTERS = 12


@dataclass(frozen=True, slots=True)
class Content:
    """What is served, as one version."""

    version: str  # of all texts, cautions and passages, with the operator's own texts and numbers
    about_health: frozenset[str]  # keys of the texts that a clinician signs
    signed: Mapping[str, Mapping[str, str]]  # language -> key -> ISO day of its review, signed as they stand

    def unsigned(self, language: str) -> int:
        """How many texts about health nobody has signed in a language."""
        return len(self.about_health - self.signed.get(language, {}).keys())

    def unsigned_line(self, languages: Iterable[str]) -> str:
        """How many texts about health go out without a clinician's signature, in words; empty if none do."""
        counts = [f"{count} in {language}" for language in sorted(languages) if (count := self.unsigned(language))]
        return f"of {len(self.about_health)} texts about health, no clinician has signed {', '.join(counts)}" if counts else ""

    def reviewed(self, language: str) -> str | None:
        """The ISO day by which all texts about health had been signed; `None` if not all are, or there are none."""
        if not self.about_health or self.unsigned(language):
            return None
        return max(self.signed[language][key] for key in self.about_health)


def describe_content(
    notes: Annotations, texts: Mapping[str, Texts], values: Mapping[str, str], passages: Sequence[Passage]
) -> Content:
    """What is served: the version, and what is signed of it.

    :param texts: Language -> key -> text, the operator's own on top; one that replaces a signed text is not signed.
    :param values: What stands for placeholders.
    """
    shown = [texts, values, [asdict(caution) for caution in notes.cautions], [passage.sha256 for passage in passages]]
    version = hashlib.sha256(json.dumps(shown, sort_keys=True).encode()).hexdigest()[:VERSION_CHARACTERS]
    keys = [f"cautions.{caution.id}.text" for caution in notes.cautions]
    keys += [f"signposts.{signpost.id}.text" for signpost in notes.signposts]
    signed = {
        language: {key: day for key, day in days.items() if texts[language].get(key) == notes.notices[language].get(key)}
        for language, days in notes.signed.items()
    }
    return Content(version, frozenset(keys), signed)
