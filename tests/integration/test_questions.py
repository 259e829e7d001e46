"""Questions, FAQ and product pages as stages and as commands."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from clipping.media_json import media_info_to_json
from clipping.model import MediaInfo
from clipping.sales_json import offers_to_json, products_to_json
from tests.clip_media import recording
from tests.contracts import check_contract
from transcripts.messages import ChatMessage, write_messages
from transcripts.model import Segment, Transcript, transcript_to_json
from transcripts.products import Product
from transcripts.progress import ignore_progress
from transcripts.timeline import Span
from workers.pipeline import Params, Work
from workers.stages.passages import run_replay
from workers.stages.questions import run_faq, run_pages, run_qa

SAID = (
    "오늘은 수분 크림을 가져왔습니다",
    "수분 크림은 무향이고 알코올이 들어 있지 않습니다",
    "네 민감성 피부도 쓰실 수 있습니다",
    "가격은 오만 구천구백원입니다",
)
TRANSCRIPT = Transcript(
    "ko", 60_000,
    tuple(
        Segment(Span(n * 8_000 + 20_000, n * 8_000 + 27_000), text) for n, text in enumerate(SAID)
    ),
)  # fmt: skip
CHAT = (
    ChatMessage(25_000, "a", "민감성 피부도 괜찮나요?"),
    ChatMessage(26_000, "b", "얼마예요??"),
    ChatMessage(27_000, "c", "해외 배송도 하시나요?"),
)
CREAM = Product("p/1", "글로우 수분 크림 50ml", ("수분 크림",), "59900", "https://shop.example/1")


@pytest.fixture
def inputs(tmp_path: Path) -> dict[str, Path]:
    folders = {name: tmp_path / name for name in ("transcript", "chat", "sales")}
    for folder in folders.values():
        folder.mkdir()
    write(folders["transcript"] / "transcript.json", transcript_to_json(TRANSCRIPT))
    (folders["chat"] / "chat.jsonl").write_text("".join(write_messages(CHAT)), encoding="utf-8")
    write(folders["sales"] / "products.json", products_to_json([CREAM]))
    write(folders["sales"] / "offers.json", offers_to_json([]))
    return folders


def write(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")


def work(inputs: dict[str, Path], draft: Path, params: Params | None = None) -> Work:
    draft.mkdir()
    return Work(inputs, params or {}, draft, ignore_progress, lambda *_: draft)


def afterlive(*args: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "workers.cli.main", *map(str, args)],
        capture_output=True, text=True, check=False, env=dict(os.environ),
    )  # fmt: skip


def test_stages_lead_from_what_was_said_and_asked_to_pages(inputs, tmp_path):
    run_qa(work(inputs, tmp_path / "qa"))
    qa = json.loads((tmp_path / "qa" / "qa.json").read_text(encoding="utf-8"))
    check_contract("qa", qa)
    (price,) = [pair for pair in qa["pairs"] if "price" in pair["flags"]]

    with_qa = {**inputs, "qa": tmp_path / "qa"}
    run_faq(work(with_qa, tmp_path / "faq"))
    approved = {
        "faq_decisions": [
            {"id": price["id"], "state": "approved", "by": "김담당", "flags": price["flags"]}
        ]
    }
    run_faq(work(with_qa, tmp_path / "faq2", approved))
    run_pages(work(with_qa, tmp_path / "pages"))

    before, after = (
        (tmp_path / n / "faq.html").read_text(encoding="utf-8") for n in ("faq", "faq2")
    )
    assert "민감성" in before
    assert "오만 구천구백원" not in before
    assert "오만 구천구백원" in after
    listed = json.loads((tmp_path / "pages" / "pages.json").read_text(encoding="utf-8"))["products"]
    cream = {"id": "p/1", "name": CREAM.name, "folder": "p-1", "has_content": True}
    assert listed == [cream]
    page = (tmp_path / "pages" / "p-1" / "page.html").read_text(encoding="utf-8")
    assert "무향이고" in page
    assert {path.name for path in (tmp_path / "pages" / "p-1").iterdir()} == {
        "page.html", "block.html", "page.md", "snippet.jsonld",
    }  # fmt: skip


def test_a_flagged_entry_is_approved_by_name_on_the_command_line(inputs, tmp_path):
    out = tmp_path / "qa.json"
    asked = afterlive("qa", "--transcript", inputs["transcript"] / "transcript.json",
                      "--chat", inputs["chat"] / "chat.jsonl", "-o", out)  # fmt: skip
    assert asked.returncode == 0, asked.stderr
    pairs = json.loads(out.read_text(encoding="utf-8"))["pairs"]
    (price,) = [pair["id"] for pair in pairs if "price" in pair["flags"]]

    nameless = afterlive("export", "faq", out, "-o", tmp_path / "faq", "--approve", price)
    named = afterlive("export", "faq", out, "-o", tmp_path / "faq", "--approve", price,
                      "--by", "김담당")  # fmt: skip

    assert nameless.returncode == 1
    assert "--by NAME" in nameless.stderr
    assert named.returncode == 0, named.stderr
    (kept,) = json.loads((tmp_path / "faq" / "approvals.json").read_text("utf-8"))["approvals"]
    assert (kept["id"], kept["by"]) == (price, "김담당")
    assert "구천구백원" in (tmp_path / "faq" / "faq-block.html").read_text(encoding="utf-8")


def test_planted_traps_are_caught_or_harmless_from_the_chat_to_every_file(inputs, tmp_path):
    asked = (
        (21_000, "민감성 피부도 괜찮나요? </script><img src=x onerror=alert(1)>"),
        (21_500, "민감성 피부도 괜찮나요? {\\an8}\u202e"),
        (22_000, "=cmd|'/c calc'!A1 향은 어떤가요?"),
        (40_000, "아토피에도 효과 있나요?"),
        (41_000, "할인은 언제까지 하나요?"),
        (41_500, "교환 되나요? 제 번호 010-1234-5678이에요"),
        (42_000, "김영희님 주문번호 20261123-99812 배송 언제 되나요?"),
    )
    said = (
        (25_000, "네 민감성 피부도 괜찮습니다"),
        (31_000, "향은 무향이라 거의 안 납니다"),
        (50_000, "아토피에도 효과 있고 부작용이 전혀 없어요"),
        (56_000, "할인은 오늘 방송 중에만 오만 구천구백원이에요"),
        (62_000, "배송은 내일 바로 됩니다 공일공 일이삼사 오육칠팔로 연락 주세요"),
    )
    segments = tuple(Segment(Span(at, at + 4_500), text) for at, text in said)
    write(inputs["transcript"] / "transcript.json",
          transcript_to_json(Transcript("ko", 90_000, segments)))  # fmt: skip
    chat = (ChatMessage(at, f"v{n}", text) for n, (at, text) in enumerate(asked))
    (inputs["chat"] / "chat.jsonl").write_text("".join(write_messages(chat)), encoding="utf-8")
    inputs["probe"] = tmp_path / "probe"
    inputs["probe"].mkdir()
    write(inputs["probe"] / "recording.json",
          media_info_to_json(MediaInfo(90_000, "mov,mp4", None)))  # fmt: skip
    params: Params = {"recorded_on": "2026-11-25", "site_url": "https://shop.example/l"}

    run_qa(work(inputs, tmp_path / "qa", params))
    with_qa = {**inputs, "qa": tmp_path / "qa"}
    for stage, name in ((run_faq, "faq"), (run_pages, "pages"), (run_replay, "replay")):
        stage(work(with_qa, tmp_path / name, params))

    pairs = json.loads((tmp_path / "qa" / "qa.json").read_text(encoding="utf-8"))["pairs"]
    flags = {flag for pair in pairs for flag in pair["flags"]}
    assert {"health_claim", "absolute_claim", "offer_until", "price", "personal_data"} <= flags
    until = [check.get("until") for pair in pairs for check in pair["checks"]]
    assert "2026-11-25" in until
    published = [p for p in sorted(tmp_path.glob("faq/faq*")) if p.name != "needs-review.md"]
    published += sorted((tmp_path / "pages").rglob("*.*"))
    for path in published:
        text = path.read_bytes().decode("cp949" if "cp949" in path.name else "utf-8")
        for trap in ("<img", "\u202e", "아토피", "구천구백원", "방송 중에만", "부작용"):
            assert trap not in text.replace("\\<img", ""), (path.name, trap)
    every = [*published, tmp_path / "faq" / "needs-review.md", *(tmp_path / "replay").iterdir(),
             tmp_path / "qa" / "qa.json"]  # fmt: skip
    for path in every:
        text = path.read_bytes().decode("cp949" if "cp949" in path.name else "utf-8")
        for secret in ("1234-5678", "오육칠팔", "김영희", "99812"):
            assert secret not in text, (path.name, secret)


def test_without_anything_the_stages_say_what_is_missing(tmp_path):
    run_qa(work({}, tmp_path / "qa"))
    run_faq(work({"qa": tmp_path / "qa"}, tmp_path / "faq"))
    run_pages(work({"qa": tmp_path / "qa"}, tmp_path / "pages"))

    assert len(json.loads((tmp_path / "qa" / "qa.json").read_text())["notes"]) == 3
    assert (tmp_path / "faq" / "faq.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert json.loads((tmp_path / "pages" / "pages.json").read_text())["notes"]


def test_the_commands_do_the_same_and_hold_back_what_is_flagged(inputs, tmp_path):
    out, products = tmp_path / "qa.json", tmp_path / "products.csv"
    products.write_text(f"id,name,price\n1,{CREAM.name},59900\n", encoding="utf-8")
    transcript, chat = inputs["transcript"] / "transcript.json", inputs["chat"] / "chat.jsonl"

    asked = afterlive("qa", "--transcript", transcript, "--chat", chat, "--products", products,
                      "-o", out)  # fmt: skip
    assert asked.returncode == 0, asked.stderr
    faq = afterlive("export", "faq", out, "-o", tmp_path / "faq", "--format", "csv", "--json")
    assert faq.returncode == 0, faq.stderr
    result = json.loads(faq.stdout)
    assert result["held"] >= 1
    assert {Path(name).name for name in result["files"]} == {"faq.csv", "needs-review.md"}
    pages = afterlive("export", "product-page", out, "--products", products,
                      "--transcript", transcript, "-o", tmp_path / "pages")  # fmt: skip
    assert pages.returncode == 0, pages.stderr
    assert (tmp_path / "pages" / "1" / "page.html").is_file()


def test_with_the_recording_the_commands_cut_passages_and_write_the_replay(inputs, tmp_path):
    show = recording(
        tmp_path / "봄 특집.mp4", picture="testsrc2=s=320x180", sound="sine=300", seconds=60, rate=5
    )
    products, qa = tmp_path / "products.csv", tmp_path / "qa.json"
    products.write_text(f"id,name,aliases\n1,{CREAM.name},수분 크림\n", encoding="utf-8")
    qa.write_text('{"schema": 1, "pairs": [], "unanswered": []}', encoding="utf-8")
    highlights = tmp_path / "highlights.json"
    found = {"title": "무향 크림", "start_ms": 20_000, "end_ms": 50_000}
    write(highlights, {"schema": 1, "highlights": [found]})
    given = ("--transcript", inputs["transcript"] / "transcript.json", "--products", products)

    pages = afterlive("export", "product-page", qa, *given, "--media", show, "-o", tmp_path / "p")
    replay = afterlive("export", "replay", show, "--qa", qa, *given, "--highlights", highlights,
                       "-o", tmp_path / "r")  # fmt: skip

    assert pages.returncode == 0, pages.stderr
    assert {"clip.mp4", "cover.jpg", "captions.vtt"} <= {
        f.name for f in (tmp_path / "p/1").iterdir()
    }
    assert 'src="clip.mp4"' in (tmp_path / "p/1/page.html").read_text(encoding="utf-8")
    assert replay.returncode == 0, replay.stderr
    page = (tmp_path / "r/replay.html").read_text(encoding="utf-8")
    assert "무향 크림" in page
    assert 'src="../%EB%B4%84%20%ED%8A%B9%EC%A7%91.mp4"' in page
    assert (tmp_path / "r/poster.jpg").is_file()


def test_a_recording_whose_name_is_no_text_gets_a_replay_page(tmp_path):
    show = recording(
        tmp_path / "a.mp4", picture="testsrc2=s=160x90", sound="sine=300", seconds=2, rate=5
    )
    odd = show.rename(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.mp4"))
    qa = tmp_path / "qa.json"
    qa.write_text('{"schema": 1, "pairs": [], "unanswered": []}', encoding="utf-8")

    done = afterlive("export", "replay", odd, "--qa", qa, "-o", tmp_path / "r")

    assert done.returncode == 0, done.stderr
    page = (tmp_path / "r/replay.html").read_text(encoding="utf-8")
    assert 'src="../%FF.mp4"' in page
    assert "/%FF.mp4" in (tmp_path / "r/replay.jsonld").read_text(encoding="utf-8")


def test_a_file_that_is_no_transcript_is_named_with_what_to_do(tmp_path):
    broken, out = tmp_path / "broken.json", tmp_path / "qa.json"
    broken.write_text("{", encoding="utf-8")

    done = afterlive("qa", "--transcript", broken, "-o", out)

    assert done.returncode == 1
    assert "broken.json" in done.stderr
    assert not out.exists()
