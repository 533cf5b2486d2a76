"""What is kept beside the corpus, in one database: who may use the desk, what they did, and, where switched on, what was asked.

In: the `[store] database` of the settings, and records. Out: records; callers see no row and no SQL. Only here is SQLAlchemy
imported, so whoever imports one of these modules needs the extra "staff", but for `opening`, `allowances` and `visit_key`.
`with store.writing() as connection:` is a transaction, and its functions can be put together in one.
"""

__all__ = [  # the modules that packages below use
    "allowances",
    "audit",
    "database",
    "failed_logins",
    "gaps",
    "gaps_listing",
    "migrating",
    "opening",
    "questions",
    "recording",
    "sessions",
    "statistics",
    "users",
    "visit_key",
]
