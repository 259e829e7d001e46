"""What holds of questions over all broadcasts"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import workers.store.schema

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = workers.store.schema.Moment


def upgrade() -> None:
    op.create_table(
        "faq_links",
        sa.Column("id", _NUMBER, autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=True),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("one", sa.Text(), nullable=False),
        sa.Column("other", sa.Text(), nullable=False),
        sa.Column("created_at", _MOMENT(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspaces.id"],
            name=op.f("fk_faq_links_workspace_id_workspaces"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["people.id"],
            name=op.f("fk_faq_links_person_id_people"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_faq_links")),
    )
    op.create_index(op.f("ix_faq_links_workspace_id"), "faq_links", ["workspace_id"])


def downgrade() -> None:
    op.drop_table("faq_links")
