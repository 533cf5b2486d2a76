"""Topics that a question names in its words: "can ivermectin cure rosacea?" asks about the medicine; pure.

To the encoder such a question is near to the passage on rosacea, whatever the remedy is called. So staff may write patterns
below a topic; where one matches and nothing points to the treatment of the documents, the topic owns the question.
"""

from dataclasses import dataclass, replace

from ..corpus.annotations import Annotations
from ..corpus.patterns import parse_pattern
from ..retrieval.evidence import Reading
from ..safety.word_patterns import PatternSet, sentences
from ..types import Target

# What points to the treatment that the documents are about, beside its names: "does it make my retinol work better".
_POINTING = (
    "it|its|this|that|these|the_treatment|the_procedure|needl*|esto|eso|este|el_tratamiento|aguja|agujas",
    "after|afterwards|absorb*|sink|soak|penetrat*|despues|penetra*",
    "cream|creams|product|products|serum|serums ... work_better|works_better|work_harder|funcionan_mejor",
)


@dataclass(frozen=True, slots=True)
class TopicWords:
    """The patterns of a corpus's topics, ready to be matched."""

    _topics: PatternSet[str]
    _subject: PatternSet[str]

    @classmethod
    def from_annotations(cls, notes: Annotations) -> "TopicWords":
        """Make them from what the index carries."""
        names = {" ".join(words) for name in notes.subject_names for words in sentences(name)}
        return cls(
            PatternSet((name, pattern) for name, patterns in notes.topic_words.items() for pattern in patterns),
            PatternSet(("subject", parse_pattern(text)) for text in (*_POINTING, *sorted(names))),
        )

    def claim(self, reading: Reading) -> Reading:
        """A reading as it is, or as one that a topic owns whole, so that no passage answers it."""
        topic = self.named_in(reading.spelled)
        return replace(reading, votes={Target("topic", topic): 1.0}, probability=0.0) if reading.votes and topic else reading

    def named_in(self, text: str) -> str | None:
        """The topic that a text names, if none of its sentences points to the treatment of the documents."""
        asked = sentences(text)
        if any(next(self._subject.matches(words), None) for words in asked):
            return None
        return next((topic for words in asked for topic, _ in self._topics.matches(words)), None)
