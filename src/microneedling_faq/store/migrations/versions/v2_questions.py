"""What visitors asked, where the operator keeps it, and counts for each day."""

import sqlalchemy as sa
from alembic import op

revision = "v2"
down_revision = "v1"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "kept_questions",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("visit", sa.Text, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("unsupported", sa.JSON, nullable=False),
        sa.Column("passages", sa.JSON, nullable=False),
        sa.Column("verdict", sa.Text),
        sa.Column("reason", sa.Text),
        sa.PrimaryKeyConstraint("id", name="pk_kept_questions"),
    )
    op.create_index("ix_kept_questions_day", "kept_questions", ["day"])
    op.create_table(
        "day_counts",
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("measure", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("count", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("day", "measure", "name", name="pk_day_counts"),
    )
