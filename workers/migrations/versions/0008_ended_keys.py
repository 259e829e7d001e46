"""When a key ended is a number, as every moment: it was kept as text in SQLite"""

from __future__ import annotations

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "UPDATE api_keys SET revoked_at = CAST(strftime('%s', revoked_at) AS INTEGER) * 1000 "
            "WHERE typeof(revoked_at) = 'text'"
        )


def downgrade() -> None:
    pass
