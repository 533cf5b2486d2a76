"""The commands that look into the store."""

import argparse
from datetime import date, timedelta

from ..replying.chatbot import Chatbot
from ..settings_reading import read_settings
from ..store.opening import open_store


def gaps(arguments: argparse.Namespace) -> int:
    """Print what visitors asked and did not get."""
    settings = read_settings(arguments.settings)
    store = open_store(settings.database)
    from ..store.gaps import find_gaps, topics_by_name
    from ..store.gaps_listing import format_gaps, format_gaps_csv
    from ..store.questions import list_questions

    today = date.today()
    with store.reading() as connection:
        questions = list_questions(connection, today - timedelta(days=settings.keep_days))
    chatbot = Chatbot.open(arguments.corpus, arguments.index, model=arguments.model, settings=settings)
    found = find_gaps(
        questions,
        chatbot.encoder.embed_anew,
        topics_by_name(chatbot.notices.texts),
        today=today,
        least_visits=settings.least_visits,
    )
    print(format_gaps_csv(found) if arguments.csv else format_gaps(found, settings.least_visits))
    return 0


def store_erase(arguments: argparse.Namespace) -> int:
    """Erase questions, from the files as well, and say how many."""
    store = open_store(read_settings(arguments.settings).database)
    from ..store.questions import erase_questions, forget_erased

    before = None if arguments.all else date.today() - timedelta(days=arguments.older_than)
    with store.writing() as connection:
        erased = erase_questions(connection, before)
    with store.reading() as connection:
        forget_erased(connection)
    print(f"{store.name}: {erased} questions erased")
    return 0


def store_status(arguments: argparse.Namespace) -> int:
    """Say what is kept, and until when."""
    settings = read_settings(arguments.settings)
    store = open_store(settings.database)
    from ..store.questions import describe_questions
    from ..store.users import list_users

    with store.reading() as connection:
        kept, users = describe_questions(connection), list_users(connection)
    days = f", asked from {kept.first} to {kept.last}" if kept.questions else ""
    kept_for = f"for {settings.keep_days} days" if settings.keep_questions else "no more: keep_questions is false"
    print(f"{store.name}: {len(users)} users; {kept.questions} questions{days}; new ones are kept {kept_for}")
    return 0
