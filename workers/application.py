"""What every process of the system is composed of."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Protocol

from workers.artifacts import LocalArtifacts
from workers.blobs import Blobs, open_blobs
from workers.brief import Brief, ClipOrder
from workers.pipeline import Params
from workers.plan import Step, clip_steps, recording_steps
from workers.remote_artifacts import RemoteArtifacts
from workers.settings import Settings
from workers.store.database import Store, open_store, sqlite_address

#: Plans of recordings that are kept, some kilobytes each.
_KEPT_PLANS = 1024


class Planner(Protocol):
    """Turns what was asked for into steps."""

    def recording(
        self,
        digests: Mapping[str, str],
        brief: Brief,
        extra: Params | None,
        without: Collection[str],
    ) -> tuple[Step, ...]:
        """Steps of a recording."""
        ...

    def clip(
        self,
        steps: Sequence[Step],
        digests: Mapping[str, str],
        brief: Brief,
        order: ClipOrder,
        *,
        final: bool,
    ) -> tuple[Step, ...]:
        """Steps of a clip."""
        ...


@dataclass(frozen=True, slots=True)
class _Wish:
    """Everything that decides the steps of a recording; two are the same when their texts are."""

    text: str
    digests: Mapping[str, str] = field(compare=False)
    brief: Brief = field(compare=False)
    extra: Params = field(compare=False)
    without: Collection[str] = field(compare=False)


@lru_cache(maxsize=_KEPT_PLANS)
def _steps_of(wish: _Wish) -> tuple[Step, ...]:
    return recording_steps(wish.digests, wish.brief, wish.extra, without=wish.without)


class TablePlanner:
    """Plans by the stage table. Lists plan the same recordings over and over: some are kept."""

    def recording(
        self,
        digests: Mapping[str, str],
        brief: Brief,
        extra: Params | None,
        without: Collection[str],
    ) -> tuple[Step, ...]:
        """Steps of a recording."""
        extra = extra or {}
        text = json.dumps(
            [dict(digests), brief.to_json(), dict(extra), sorted(without)], sort_keys=True
        )
        return _steps_of(_Wish(text, digests, brief, extra, without))

    def clip(
        self,
        steps: Sequence[Step],
        digests: Mapping[str, str],
        brief: Brief,
        order: ClipOrder,
        *,
        final: bool,
    ) -> tuple[Step, ...]:
        """Steps of a clip."""
        return clip_steps(steps, digests, brief, order, final=final)


def now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Application:
    """The parts that actions, workers and the reconciler share.

    Attributes:
        settings: Of this process.
        store: Facts.
        blobs: Files people brought.
        artifacts: Outputs of stages.
        planner: From wishes to steps.
        clock: The moment.
    """

    settings: Settings
    store: Store
    blobs: Blobs
    artifacts: LocalArtifacts | RemoteArtifacts
    planner: Planner
    clock: Callable[[], datetime] = now

    @property
    def incoming(self) -> Path:
        """Where uploads grow; on the disk of the data folder, so that finishing copies nothing."""
        return self.settings.data_dir / "incoming"

    def close(self) -> None:
        """Close the database."""
        self.store.close()


def database_address(settings: Settings) -> str:
    """The database of these settings."""
    return settings.database_url or sqlite_address(settings.data_dir.resolve() / "afterlive.sqlite")


def open_application(settings: Settings) -> Application:
    """Open everything. Touches the disk; creates the data folder and nothing else.

    Raises:
        BadSettings: an address cannot be understood.
    """
    data = settings.data_dir.resolve()
    data.mkdir(parents=True, exist_ok=True)
    blobs = open_blobs(settings.storage_url, data)
    artifacts: LocalArtifacts | RemoteArtifacts = LocalArtifacts(data / "artifacts")
    if blobs.root is None:
        artifacts = RemoteArtifacts(blobs, data / "artifacts")
    store = open_store(database_address(settings))
    return Application(settings, store, blobs, artifacts, TablePlanner())
