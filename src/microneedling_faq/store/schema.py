"""The tables as they are now; a test holds the steps in `migrations/versions` to them."""

from datetime import UTC, datetime

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Dialect,
    Double,
    ForeignKey,
    Integer,
    MetaData,
    Table,
    Text,
)
from sqlalchemy.types import TypeDecorator

tables = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Moment(TypeDecorator[datetime]):
    """A point in time, always with UTC; SQLite forgets the zone, so it is put back."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 SQLAlchemy names it
        """In UTC, whatever the zone was."""
        if value is not None and value.tzinfo is None:
            raise ValueError("a time without a zone")
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """As it was put in."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


users = Table(
    "users",
    tables,
    Column("name", Text, primary_key=True),
    Column("password_hash", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("created", Moment, nullable=False),
    Column("disabled", Moment),
    CheckConstraint("role IN ('answers', 'edits')", name="role"),
)

sessions = Table(
    "sessions",
    tables,
    Column("token_hash", Text, primary_key=True),
    Column("user", Text, ForeignKey("users.name", ondelete="CASCADE"), nullable=False, index=True),
    Column("created", Moment, nullable=False),
    Column("expires", Moment, nullable=False),
)

failed_logins = Table(
    "failed_logins",
    tables,
    Column("id", Integer, primary_key=True),
    Column("account", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("time", Moment, nullable=False, index=True),
)

audit_log = Table(
    "audit_log",
    tables,
    Column("id", Integer, primary_key=True),
    Column("time", Moment, nullable=False),
    Column("who", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("details", JSON, nullable=False),
    sqlite_autoincrement=True,  # the number of an entry never comes back
)

kept_questions = Table(
    "kept_questions",
    tables,
    Column("id", Text, primary_key=True),
    Column("day", Date, nullable=False, index=True),
    Column("visit", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("unsupported", JSON, nullable=False),
    Column("passages", JSON, nullable=False),
    Column("verdict", Text),
    Column("reason", Text),
)

day_counts = Table(
    "day_counts",
    tables,
    Column("day", Date, primary_key=True),
    Column("measure", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("count", Integer, nullable=False),
)

allowances = Table(
    "allowances",
    tables,
    Column("key", Text, primary_key=True),
    Column("settled", Double, nullable=False),
)
