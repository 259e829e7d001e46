"""Words that a workspace learned from corrected captions"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import workers.store.schema

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = workers.store.schema.Moment


def upgrade() -> None:
    op.create_table(
        "learned_words",
        sa.Column("id", _NUMBER, autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("clip_id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=True),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("created_at", _MOMENT(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["people.id"],
            name=op.f("fk_learned_words_person_id_people"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspaces.id"],
            name=op.f("fk_learned_words_workspace_id_workspaces"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_learned_words")),
    )
    with op.batch_alter_table("learned_words", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_learned_words_workspace_id"), ["workspace_id"])
        batch_op.create_index(batch_op.f("ix_learned_words_clip_id"), ["clip_id"])


def downgrade() -> None:
    op.drop_table("learned_words")
