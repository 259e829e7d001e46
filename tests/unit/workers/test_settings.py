from __future__ import annotations

from pathlib import Path

import pytest

from workers.errors import BadSettings
from workers.settings import kept_secret, load_settings


def test_a_misspelt_setting_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AFTERLIVE_DATBASE_URL", "postgresql://x")

    with pytest.raises(BadSettings, match="AFTERLIVE_DATBASE_URL"):
        load_settings()


def test_a_value_that_cannot_be_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AFTERLIVE_PORT", "eighty")

    with pytest.raises(BadSettings, match="AFTERLIVE_PORT"):
        load_settings()


def test_a_secret_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "author.key"

    first = kept_secret(path)

    assert kept_secret(path) == first
    assert len(first) == 32
    assert path.stat().st_mode & 0o077 == 0


def test_an_interrupted_secret_is_never_empty(tmp_path: Path) -> None:
    path = tmp_path / "author.key"
    path.touch(mode=0o600)

    assert len(kept_secret(path)) == 32
