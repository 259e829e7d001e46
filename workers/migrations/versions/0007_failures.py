"""The last failures are found without reading every outcome"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("outcomes", schema=None) as batch_op:
        batch_op.create_index(
            "ix_outcomes_unfinished",
            ["attempt_id"],
            sqlite_where=sa.text("kind != 'finished'"),
            postgresql_where=sa.text("kind != 'finished'"),
        )


def downgrade() -> None:
    with op.batch_alter_table("outcomes", schema=None) as batch_op:
        batch_op.drop_index("ix_outcomes_unfinished")
