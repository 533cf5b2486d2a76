"""What several tests of changes do."""

from microneedling_faq.replying.chatbot import Chatbot
from microneedling_faq.teaching.change_log import Change
from microneedling_faq.teaching.operations import Hand, Operation
from microneedling_faq.teaching.publishing import publish
from microneedling_faq.teaching.trial import Workplace, try_change


def chatbot_of(place: Workplace) -> Chatbot:
    return Chatbot.with_model(place.corpus, place.index, place.model, place.settings)


def make(place: Workplace, operation: Operation, hand: Hand, *, confirmed: bool = True) -> Change:
    """Try a change and make it live."""
    trial = try_change(place, operation, hand)
    try:
        return publish(place, trial, hand, confirmed=confirmed)
    finally:
        trial.close()
