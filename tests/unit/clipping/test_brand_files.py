"""A shop's own files: what can be used is written anew, what cannot is refused with a sentence."""

from __future__ import annotations

from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from PIL import Image

from clipping.brand_files import FAMILY, write_card, write_font, write_logo
from clipping.caption_styles import branded, caption_style
from clipping.errors import BrandFileRefused
from clipping.fonts import FONTS_FOLDER, load_face

MEDIUM = FONTS_FOLDER / "Pretendard-Medium.otf"


def changed_font(path: Path, **fields: int) -> Path:
    with TTFont(MEDIUM) as font:
        for name, value in fields.items():
            setattr(font["OS/2"], name, value)
        font.save(path)
    return path


def test_a_font_is_known_by_our_name_and_draws_what_it_did(tmp_path: Path):
    write_font(MEDIUM, tmp_path / "brand")

    face = load_face(tmp_path / "brand", FAMILY, is_bold=False)
    with TTFont(tmp_path / "brand") as font:
        names = {str(record) for record in font["name"].names if record.nameID in (1, 4, 16)}
    assert names == {FAMILY}
    style = branded(caption_style("calm"), face=face)
    assert style.fonts.width("가격 59,900원", style.font_size) == pytest.approx(
        caption_style("calm").fonts.width("가격 59,900원", 88), rel=0.01
    )


def test_a_latin_font_leaves_hangul_to_ours(tmp_path: Path):
    subset = tmp_path / "latin.otf"
    with TTFont(MEDIUM) as font:
        for table in font["cmap"].tables:
            table.cmap = {code: glyph for code, glyph in table.cmap.items() if code < 0x250}
        font.save(subset)
    write_font(subset, tmp_path / "brand")

    face = load_face(tmp_path / "brand", FAMILY, is_bold=False)
    runs = branded(caption_style("bold"), face=face).fonts.runs("A가")

    assert [run.face.family for run in runs] == [FAMILY, "Pretendard"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "no font"),
        (b"OTTO" + bytes(200), "font lacks"),
        (b"\x00\x01\x00\x00\xff\xff" + b"\xff" * 300, "no font"),
        (b"<html>", "no font"),
        (b"wOFF" + bytes(200), "Give a TTF or OTF"),
        (b"wOF2" + bytes(200), "Give a TTF or OTF"),
    ],
)
def test_what_is_no_font_is_refused(tmp_path: Path, content: bytes, reason: str):
    (tmp_path / "x.ttf").write_bytes(content)

    with pytest.raises(BrandFileRefused, match=reason):
        write_font(tmp_path / "x.ttf", tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("table", ["OS/2", "CFF ", "head"])
def test_a_font_with_a_broken_table_is_refused(tmp_path: Path, table: str):
    whole = bytearray(MEDIUM.read_bytes())
    entry = whole.index(table.encode(), 12)
    whole[entry + 12 : entry + 16] = (5).to_bytes(4, "big")  # its length
    (tmp_path / "x.otf").write_bytes(whole)

    with pytest.raises(BrandFileRefused, match="no font"):
        write_font(tmp_path / "x.otf", tmp_path / "out")


def test_a_font_cut_short_is_refused(tmp_path: Path):
    (tmp_path / "x.otf").write_bytes(MEDIUM.read_bytes()[:200_000])

    with pytest.raises(BrandFileRefused):
        write_font(tmp_path / "x.otf", tmp_path / "out")


def test_a_font_that_may_not_be_embedded_is_refused(tmp_path: Path):
    font = changed_font(tmp_path / "x.otf", fsType=0x0002)

    with pytest.raises(BrandFileRefused, match="maker does not allow"):
        write_font(font, tmp_path / "out")


def test_a_logo_becomes_small_and_keeps_its_transparency(tmp_path: Path):
    Image.new("RGBA", (1200, 300), (255, 0, 0, 0)).save(tmp_path / "logo.png")

    write_logo(tmp_path / "logo.png", tmp_path / "out")

    with Image.open(tmp_path / "out") as made:
        assert (made.format, made.mode, made.size) == ("PNG", "RGBA", (240, 60))


def test_a_card_fills_the_screen(tmp_path: Path):
    Image.new("RGB", (1600, 1600), "navy").save(tmp_path / "card.jpg")

    write_card(tmp_path / "card.jpg", tmp_path / "out")

    with Image.open(tmp_path / "out") as made:
        assert (made.mode, made.size) == ("RGB", (1080, 1920))


def test_pictures_that_cannot_be_used_are_refused(tmp_path: Path):
    Image.new("RGB", (300, 300)).save(tmp_path / "small.png")
    Image.new("1", (8000, 6000)).save(tmp_path / "bomb.png")
    (tmp_path / "x.svg").write_text("<svg onload='x'/>")
    (tmp_path / "cut.png").write_bytes((tmp_path / "small.png").read_bytes()[:40])

    with pytest.raises(BrandFileRefused, match="300 by 300"):
        write_card(tmp_path / "small.png", tmp_path / "out")
    for name in ("bomb.png", "x.svg", "cut.png"):
        with pytest.raises(BrandFileRefused):
            write_logo(tmp_path / name, tmp_path / "out")
