"""Files and outputs in a bucket, by a real S3 server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from workers.artifacts import GuardedArtifacts
from workers.blobs import Blobs, open_blobs
from workers.errors import Cancelled, NotFound
from workers.remote_artifacts import RemoteArtifacts


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    server = pytest.importorskip("moto.server").ThreadedMotoServer("127.0.0.1", 0)
    server.start()
    host, port = server.get_host_and_port()
    endpoint = f"http://{host}:{port}"
    import urllib.request

    create = urllib.request.Request(f"{endpoint}/shows", method="PUT")
    with urllib.request.urlopen(create, timeout=10):
        pass
    keys = "access_key_id=test&secret_access_key=test&region=us-east-1"
    yield f"s3://shows/house?endpoint={endpoint}&{keys}"
    server.stop()


@pytest.fixture(params=["folder", "bucket"])
def blobs(request: pytest.FixtureRequest, tmp_path: Path) -> Blobs:
    if request.param == "folder":
        return open_blobs("", tmp_path / "data")
    return open_blobs(request.getfixturevalue("address"), tmp_path / "data")


def test_a_file_is_kept_and_found_again(blobs: Blobs, tmp_path: Path) -> None:
    source = tmp_path / "방송 ' 1.mp4"
    source.write_bytes(b"video" * 1000)

    blobs.put_file("uploads/abc", source)
    blobs.put_file("uploads/abc", source, may_link=True)

    assert source.exists()
    assert blobs.local_path("uploads/abc").read_bytes() == b"video" * 1000
    assert "uploads/abc" in blobs.names("uploads")
    blobs.delete("uploads/abc")
    blobs.delete("uploads/abc")
    with pytest.raises(NotFound):
        blobs.local_path("uploads/abc")


def test_of_two_who_claim_a_name_one_wins(blobs: Blobs) -> None:
    assert blobs.put_bytes_once("claims/x", b"first")
    assert not blobs.put_bytes_once("claims/x", b"second")
    assert blobs.read_bytes("claims/x") == b"first"
    assert blobs.read_bytes("claims/y") is None


def test_an_output_made_on_one_machine_is_found_on_another(address: str, tmp_path: Path) -> None:
    one = RemoteArtifacts(open_blobs(address, tmp_path / "1"), tmp_path / "1/artifacts")
    two = RemoteArtifacts(open_blobs(address, tmp_path / "2"), tmp_path / "2/artifacts")
    assert not two.exists("pages-1")

    with one.publishing("pages-1") as draft:
        (draft / "pages" / "상품").mkdir(parents=True)
        (draft / "pages" / "상품" / "page.html").write_text("<p>", encoding="utf-8")

    found = two.find("pages-1")
    assert two.exists("pages-1")
    assert found is not None
    assert (found / "pages/상품/page.html").read_text(encoding="utf-8") == "<p>"


def test_of_two_machines_that_make_the_same_the_first_is_kept(address: str, tmp_path: Path) -> None:
    one = RemoteArtifacts(open_blobs(address, tmp_path / "1"), tmp_path / "1/artifacts")
    two = RemoteArtifacts(open_blobs(address, tmp_path / "2"), tmp_path / "2/artifacts")

    with one.publishing("race-1") as mine:
        (mine / "who").write_text("one", encoding="utf-8")
        with two.publishing("race-1") as theirs:
            (theirs / "who").write_text("two", encoding="utf-8")

    for store in (one, two):
        folder = store.find("race-1")
        assert folder is not None
        assert (folder / "who").read_text(encoding="utf-8") == "two"


def test_a_failed_or_forbidden_attempt_leaves_nothing(address: str, tmp_path: Path) -> None:
    store = RemoteArtifacts(open_blobs(address, tmp_path / "1"), tmp_path / "1/artifacts")

    def forbid() -> None:
        raise Cancelled("no")

    with pytest.raises(Cancelled), GuardedArtifacts(store, forbid).publishing("no-1") as draft:
        (draft / "x").write_text("x", encoding="utf-8")

    assert not store.exists("no-1")
    assert not list((tmp_path / "1/artifacts").iterdir())


def test_a_removed_output_is_gone_everywhere(address: str, tmp_path: Path) -> None:
    one = RemoteArtifacts(open_blobs(address, tmp_path / "1"), tmp_path / "1/artifacts")
    with one.publishing("gone-1") as draft:
        (draft / "x").write_text("x", encoding="utf-8")

    one.remove("gone-1")

    assert one.find("gone-1") is None
    fresh = RemoteArtifacts(open_blobs(address, tmp_path / "3"), tmp_path / "3/artifacts")
    assert fresh.find("gone-1") is None
