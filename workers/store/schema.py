"""The tables. Attempts, outcomes, edits and decisions are only ever appended; status is derived."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
    text,
)

from workers.store.columns import Moment as Moment
from workers.store.columns import RowNumber, own_id, owner, row_number
from workers.store.columns import metadata as metadata

workspaces = Table(
    "workspaces",
    metadata,
    own_id(),
    Column("name", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
)

people = Table(
    "people",
    metadata,
    own_id(),
    owner("workspaces", index=True),
    Column("name", Text, nullable=False),
    Column("email", String(320), nullable=False, unique=True),
    Column("role", String(16), nullable=False),
    Column("password_hash", Text),
    Column("language", String(8)),
    Column("created_at", Moment, nullable=False),
)

sign_in_links = Table(
    "sign_in_links",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    owner("people", index=True),
    Column("expires_at", Moment, nullable=False),
    Column("used_at", Moment),
)

sessions = Table(
    "sessions",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    owner("people", index=True),
    Column("csrf_token", String(64), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
)

api_keys = Table(
    "api_keys",
    metadata,
    own_id(),
    owner("workspaces", index=True),
    owner("people", null=True),
    Column("name", Text, nullable=False),
    Column("key_hash", String(64), nullable=False, unique=True),
    Column("prefix", String(16), nullable=False),
    Column("role", String(16), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("revoked_at", Moment),
)

recordings = Table(
    "recordings",
    metadata,
    own_id(),
    owner("workspaces"),
    owner("people", null=True),
    Column("title", Text, nullable=False),
    Column("brief", JSON, nullable=False),
    Column("lane", String(16), nullable=False),
    Column("makes_all_finals", Boolean, nullable=False),
    Column("created_at", Moment, nullable=False),
    Index("ix_recordings_listing", "workspace_id", "created_at", "id"),
)

sources = Table(
    "sources",
    metadata,
    row_number(),
    owner("recordings", index=True),
    Column("kind", String(32), nullable=False),
    Column("sha256", String(64), nullable=False, index=True),
    Column("file_name", Text, nullable=False),
    Column("blob_name", Text, nullable=False),
    Column("size_bytes", BigInteger, nullable=False),
    Column("created_at", Moment, nullable=False),
)

#: What people asked of a whole recording: "cancel" or "retry". The last one holds.
wishes = Table(
    "wishes",
    metadata,
    row_number(),
    owner("recordings", index=True),
    owner("people", null=True),
    Column("kind", String(16), nullable=False),
    Column("after_attempt", BigInteger, nullable=False),
    Column("created_at", Moment, nullable=False),
)

attempts = Table(
    "attempts",
    metadata,
    row_number(),
    Column("step_key", String(96), nullable=False),
    Column("step", String(48), nullable=False),
    Column("number", Integer, nullable=False),
    Column("recording_id", String(32), nullable=False, index=True),
    Column("clip_id", String(32), index=True),
    Column("worker", Text, nullable=False),
    Column("duration_ms", BigInteger, nullable=False),
    Column("started_at", Moment, nullable=False),
    UniqueConstraint("step_key", "number", name="uq_attempts_step_key_number"),
)

outcomes = Table(
    "outcomes",
    metadata,
    Column(
        "attempt_id",
        RowNumber,
        ForeignKey("attempts.id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    ),
    Column("kind", String(16), nullable=False),
    Column("reason", Text, nullable=False),
    Column("is_permanent", Boolean, nullable=False),
    Column("seconds", Float, nullable=False),
    Column("log_tail", Text, nullable=False),
    Column("summary", JSON, nullable=False),
    Column("ended_at", Moment, nullable=False),
    # Few attempts fail; the last ones are found without reading the many that did not.
    Index("ix_outcomes_unfinished", "attempt_id", sqlite_where=text("kind != 'finished'"),
          postgresql_where=text("kind != 'finished'")),
)  # fmt: skip

leases = Table(
    "leases",
    metadata,
    Column("step_key", String(96), primary_key=True),
    Column("attempt_id", RowNumber, ForeignKey("attempts.id", ondelete="CASCADE"), nullable=False),
    Column("share", Float, nullable=False),
    Column("seen_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
)

workers = Table(
    "workers",
    metadata,
    Column("name", String(128), primary_key=True),
    Column("queue", String(32), nullable=False),
    Column("pid", Integer, nullable=False),
    Column("started_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),
)

#: Clips that people asked for: about a product, with a word, in a part, of a length.
requests = Table(
    "requests",
    metadata,
    row_number(),
    owner("recordings", index=True),
    owner("people", null=True),
    Column("wanted", JSON, nullable=False),
    Column("created_at", Moment, nullable=False),
)

#: A set of suggestions, as one run of a stage made it. The last one of each request, and the last
#: one that nobody asked for in particular, are shown.
imports = Table(
    "imports",
    metadata,
    row_number(),
    owner("recordings"),
    Column("request_id", RowNumber, ForeignKey("requests.id", ondelete="CASCADE")),
    Column("step_key", String(96), nullable=False),
    Column("created_at", Moment, nullable=False),
    UniqueConstraint("recording_id", "step_key", name="uq_imports_recording_id_step_key"),
)

clips = Table(
    "clips",
    metadata,
    own_id(),
    owner("recordings"),
    Column("highlight_id", Text),
    owner("people", null=True),
    Column("start_ms", BigInteger, nullable=False),
    Column("end_ms", BigInteger, nullable=False),
    Column("title", Text, nullable=False),
    Column("product_ids", JSON, nullable=False),
    Column("created_at", Moment, nullable=False),
    UniqueConstraint("recording_id", "highlight_id", name="uq_clips_recording_id_highlight_id"),
    Index("ix_clips_newest", "created_at", "id"),
)

suggestions = Table(
    "suggestions",
    metadata,
    Column("import_id", RowNumber, ForeignKey("imports.id", ondelete="CASCADE"), primary_key=True),
    Column("clip_id", String(32), ForeignKey("clips.id", ondelete="CASCADE"), primary_key=True),
    Column("rank", Integer, nullable=False),
    Column("score", Float, nullable=False),
    Column("kind", String(48), nullable=False),
    Column("because", JSON, nullable=False),
    Column("explores", Boolean, nullable=False, server_default=false()),
    Index("ix_suggestions_clip_id", "clip_id"),
)

clip_edits = Table(
    "clip_edits",
    metadata,
    row_number(),
    owner("clips", index=True),
    owner("people", null=True),
    Column("change", JSON, nullable=False),
    Column("created_at", Moment, nullable=False),
)

decisions = Table(
    "decisions",
    metadata,
    row_number(),
    owner("clips", index=True),
    owner("people", null=True),
    Column("kind", String(16), nullable=False),
    Column("reason", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
)

#: How posts did, as the platforms count. Numbers of a clip replace those before.
performances = Table(
    "performances",
    metadata,
    row_number(),
    owner("clips", index=True),
    owner("people", null=True),
    Column("views", BigInteger),
    Column("likes", BigInteger),
    Column("clicks", BigInteger),
    Column("created_at", Moment, nullable=False),
)

#: What a workspace has shown to like, version after version. The last one holds.
taste_versions = Table(
    "taste_versions",
    metadata,
    row_number(),
    owner("workspaces"),
    owner("people", null=True),
    Column("number", Integer, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("same_as", Integer, nullable=False),
    Column("parent", Integer, nullable=False),
    Column("factors", JSON, nullable=False),
    Column("lessons", JSON, nullable=False),
    Column("last_decision", BigInteger, nullable=False),
    Column("last_performance", BigInteger, nullable=False),
    Column("created_at", Moment, nullable=False),
    UniqueConstraint("workspace_id", "number", name="uq_taste_versions_workspace_id_number"),
)

faq_decisions = Table(
    "faq_decisions",
    metadata,
    row_number(),
    owner("recordings"),
    owner("people", null=True),
    Column("entry_id", Text, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("reason", Text, nullable=False),
    Column("change", JSON, nullable=False),
    Column("created_at", Moment, nullable=False),
    Index("ix_faq_decisions_entry", "recording_id", "entry_id"),
)

#: What holds over all broadcasts: ids once given ("id"), questions joined ("join") and parted
#: ("part") by people. `one` is a key of an entry ("<recording>/<entry>"), `other` a key or an id.
faq_links = Table(
    "faq_links",
    metadata,
    row_number(),
    owner("workspaces", index=True),
    owner("people", null=True),
    Column("kind", String(8), nullable=False),
    Column("one", Text, nullable=False),
    Column("other", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
)

events = Table(
    "events",
    metadata,
    row_number(),
    owner("workspaces"),
    Column("recording_id", String(32)),
    Column("kind", String(48), nullable=False),
    Column("payload", JSON, nullable=False),
    Column("created_at", Moment, nullable=False),
    Index("ix_events_replay", "workspace_id", "id"),
    sqlite_autoincrement=True,  # a number once seen by a reader is never given again
)

uploads = Table(
    "uploads",
    metadata,
    own_id(),
    owner("workspaces", index=True),
    owner("people", null=True),
    Column("file_name", Text, nullable=False),
    Column("size_bytes", BigInteger, nullable=False),
    Column("offset_bytes", BigInteger, nullable=False),
    Column("details", JSON, nullable=False),
    Column("sha256", String(64)),
    Column("blob_name", Text),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False, index=True),
)

idempotency = Table(
    "idempotency",
    metadata,
    owner("workspaces"),
    Column("key", String(255), nullable=False),
    Column("fingerprint", String(64), nullable=False),
    Column("status", Integer, nullable=False),
    Column("answer", JSON, nullable=False),
    Column("created_at", Moment, nullable=False),
    UniqueConstraint("workspace_id", "key", name="uq_idempotency_workspace_id_key"),
)

#: What left the house, when, and by whose hand.
exports = Table(
    "exports",
    metadata,
    row_number(),
    owner("recordings", index=True),
    Column("clip_id", String(32), index=True),
    owner("people", null=True),
    Column("kind", String(32), nullable=False),
    Column("step_key", String(96), nullable=False),
    Column("created_at", Moment, nullable=False),
)

#: How a workspace's clips look, version after version. The last one holds.
brand_kits = Table(
    "brand_kits",
    metadata,
    row_number(),
    owner("workspaces", index=True),
    owner("people", null=True),
    Column("kit", JSON, nullable=False),
    Column("created_at", Moment, nullable=False),
)

#: What corrected captions taught: [[heard, meant], …]. The last row of a clip holds; it stays when
#: its recording is deleted.
learned_words = Table(
    "learned_words",
    metadata,
    row_number(),
    owner("workspaces", index=True),
    Column("clip_id", String(32), nullable=False, index=True),
    owner("people", null=True),
    Column("words", JSON, nullable=False),
    Column("created_at", Moment, nullable=False),
)
