"""How much visitors have asked of late, where several servers count it together."""

import sqlalchemy as sa
from alembic import op

revision = "v3"
down_revision = "v2"


def upgrade() -> None:
    """Make the table; on PostgreSQL one whose rows are in no log and no copy, for they are of no use a minute later."""
    op.create_table(
        "allowances",
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("settled", sa.Double, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_allowances"),
        prefixes=["UNLOGGED"] if op.get_bind().dialect.name == "postgresql" else [],
    )
