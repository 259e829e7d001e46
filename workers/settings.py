"""Settings from the environment (`AFTERLIVE_…`). The only reader of it."""

from __future__ import annotations

import hashlib
import os
import secrets
import sys
import tempfile
from functools import cached_property
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from workers.errors import BadSettings

PREFIX = "AFTERLIVE_"
_SECRET_BYTES = 32


class Settings(BaseSettings):
    """Everything that can be set. `docs/operations.md` explains each."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="forbid")

    data_dir: Path = Field(default=Path("data"), description="Database, uploads, outputs, queue.")
    database_url: str = Field(default="", description="PostgreSQL address; empty: SQLite file.")
    storage_url: str = Field(default="", description="S3 address (s3://…); empty: data_dir.")
    redis_url: str = Field(default="", description="Redis address; empty: our own Valkey.")
    ffmpeg: Path | None = Field(default=None, description="ffmpeg to use; empty: found.")
    encoder: Literal["auto", "x264", "nvenc", "videotoolbox", "qsv", "vaapi"] = Field(
        default="auto", description="Encoder of finished clips; auto: the device's if it works."
    )
    models_dir: Path | None = Field(default=None, description="Folder of speech models.")
    model: str = Field(default="", description="Speech model: a name or path; empty: best found.")
    threads: int = Field(default=0, ge=0, description="Threads for speech; 0: measured once.")
    keep_model_s: int = Field(
        default=60, ge=0, description="Idle speech workers keep their model so long; 0: not at all."
    )
    speech_url: str = Field(
        default="", description="OpenAI-compatible address that hears speech; empty: this machine."
    )
    speech_name: str = Field(default="whisper-1", description="Model to ask there.")
    speech_key: SecretStr = Field(default=SecretStr(""), description="Its key, if any.")
    speech_timeout_s: int = Field(
        default=120, ge=1, le=3600, description="Longest wait for the words of one window."
    )
    host: str = Field(default="127.0.0.1", description="Where the page listens.")
    port: int = Field(default=8710, ge=0, le=65535, description="Port of the page.")
    public_url: str = Field(default="", description="Address people use; for links.")
    site_url: str = Field(default="", description="Where finished pages will be; for their data.")
    secret: str = Field(default="", description="Signs sessions; empty: made and kept in data_dir.")
    admin_password: str = Field(
        default="", description="First administrator's password; for listening beyond this machine."
    )
    max_upload_bytes: int = Field(default=20 * 2**30, gt=0, description="Largest upload.")
    max_duration_hours: int = Field(default=12, gt=0, description="Longest recording.")
    lease_s: int = Field(default=30, ge=3, description="A silent worker loses its work after this.")
    max_deaths: int = Field(default=3, ge=1, description="Deaths before work is set aside.")
    language_model_url: str = Field(
        default="", description="OpenAI-compatible address that may word titles; empty: none."
    )
    language_model_name: str = Field(default="", description="Model to ask there.")
    language_model_key: SecretStr = Field(default=SecretStr(""), description="Its key, if any.")
    language_model_timeout_s: int = Field(
        default=60, ge=1, le=600, description="Longest wait for one of its answers."
    )
    log_level: str = Field(default="WARNING", description="DEBUG, INFO, WARNING or ERROR.")

    @field_validator("language_model_url", "speech_url")
    @classmethod
    def _web_address(cls, value: str) -> str:
        if value and not value.startswith(("http://", "https://")):
            raise ValueError("write an address that begins with http:// or https://")
        return value

    def models_folder(self) -> Path:
        """Where speech models are kept: the setting, beside the installation, or the cache."""
        if self.models_dir is not None:
            return self.models_dir
        beside = Path(sys.prefix) / "share" / "afterlive" / "models"
        if beside.is_dir() or os.access(sys.prefix, os.W_OK):
            return beside
        return _cache_home() / "models"

    @property
    def language_model_identity(self) -> str | None:
        """What decides a language model's answers, as a stage parameter; None without one.

        Names the model and a hash of its address: neither the key nor the address goes anywhere.
        """
        if not self.language_model_url:
            return None
        address = hashlib.sha256(self.language_model_url.encode()).hexdigest()[:12]
        return f"{self.language_model_name}@{address}"

    @cached_property
    def author_key(self) -> bytes:
        """Turns viewers' names into hashes: one per installation, in a private file."""
        return kept_secret(
            self.data_dir / "author.key" if self.data_dir.is_dir() else _cache_home() / "author.key"
        )


def load_settings() -> Settings:
    """Settings of this process.

    Raises:
        BadSettings: a variable with our prefix is unknown or has no usable value.
    """
    known = {f"{PREFIX}{name}".upper() for name in Settings.model_fields}
    unknown = sorted(n for n in os.environ if n.startswith(PREFIX) and n not in known)
    if unknown:
        raise BadSettings(
            f"{unknown[0]} is no setting of Afterlive. `afterlive doctor` lists the settings."
        )
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = PREFIX + "_".join(map(str, first["loc"])).upper()
        raise BadSettings(f"{name}: {first['msg']}") from error


def kept_secret(path: Path) -> bytes:
    """32 random bytes, made on first use and kept in a file that only its owner reads."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.is_file() and len(kept := path.read_bytes()) == _SECRET_BYTES:
        return kept
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=".secret-")  # mode 0600
    with os.fdopen(descriptor, "wb") as file:
        file.write(secrets.token_bytes(_SECRET_BYTES))
        file.flush()
        os.fsync(file.fileno())
    draft = Path(name)
    try:
        # A link, not a rename: of two processes that make it at once, the first one's stays.
        os.link(draft, path)
    except FileExistsError:
        if path.stat().st_size != _SECRET_BYTES:  # left by a crash of an older kind of writing
            draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    return path.read_bytes()


def _cache_home() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "afterlive"
