"""Product lists are read in the shapes shop systems export; titles name the product."""

from __future__ import annotations

from pathlib import Path

import pytest

from clipping.catalogue import read_products
from clipping.product_titles import clean_titles

SHAPES = Path(__file__).parent / "catalogues"


def saved(folder: Path, shape: str, encoding: str) -> Path:
    """An export as a shop's spreadsheet program saves it."""
    path = folder / "products.csv"
    text = (SHAPES / f"{shape}.csv").read_text(encoding="utf-8")
    path.write_bytes(text.replace("\n", "\r\n").encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949"])
def test_a_shopify_export_lists_each_product_once(encoding: str, tmp_path: Path) -> None:
    found = read_products(saved(tmp_path, "shopify", encoding))

    cream, mug = found.products
    assert (cream.id, cream.name, cream.price) == ("dew-cream", "듀 크림 50ml", "24.00")
    assert (cream.category, cream.aliases) == ("Cream", ())
    assert (mug.name, mug.price) == ("Mug & Saucer", "12.50")
    assert found.notes == ("products.csv was read as a product export of Shopify.",)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949"])
def test_a_cafe24_export_keeps_the_product_code(encoding: str, tmp_path: Path) -> None:
    towel, cup = read_products(saved(tmp_path, "cafe24", encoding)).products

    assert (towel.id, towel.name, towel.price) == ("P0000101", "유기농 & 순면 타월", "5000")
    assert towel.aliases == cup.aliases == ()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949"])
def test_a_smartstore_export_gives_the_price_people_pay(encoding: str, tmp_path: Path) -> None:
    small, large = read_products(saved(tmp_path, "smartstore", encoding)).products

    assert (small.id, small.name, small.price) == ("5012345678", "저자극 선크림 50ml", "39900")
    assert small.category == "화장품/미용 > 선케어 > 선크림"
    assert (large.price, large.category) == ("99000", "화장품/미용 > 선케어 > 선크림 > 자외선")


def test_shopifys_own_json_is_read(tmp_path: Path) -> None:
    path = tmp_path / "products.json"
    path.write_text(
        '{"products":[{"id":1,"handle":"mug","title":"Mug","tags":["sale"],"product_type":"Kitchen",'
        '"variants":[{"price":"12.50"}]}]}',
        encoding="utf-8",
    )

    (mug,) = read_products(path).products
    assert (mug.id, mug.name, mug.price, mug.category) == ("mug", "Mug", "12.50", "Kitchen")
    assert mug.aliases == ()


@pytest.mark.parametrize(
    ("title", "clean"),
    [
        ("[무료배송] 수분크림 50ml", "수분크림 50ml"),
        ("[네이버 단독][1+1] 수분크림", "수분크림"),
        ("(당일발송) 린넨 셔츠 (화이트)", "린넨 셔츠 (화이트)"),
        ("【라이브특가】 니트", "니트"),
        ("★오늘만 특가★ 니트", "니트"),
        ("[11월 한정] 귤 5kg", "귤 5kg"),
        ("니트 원피스 / 무료배송", "니트 원피스"),
        ("[Free Shipping] Linen shirt", "Linen shirt"),
        ("[설화수] 윤조에센스 60ml", "[설화수] 윤조에센스 60ml"),
        ("[제주] 감귤청", "[제주] 감귤청"),
        ("[무료배송]", "[무료배송]"),
        ("베스트 오브 베스트 향수", "베스트 오브 베스트 향수"),
        ("오늘의집 수납장", "오늘의집 수납장"),
    ],
)
def test_titles_lose_what_sells_and_keep_what_names(title: str, clean: str) -> None:
    assert clean_titles([title]) == (clean,)


def test_two_products_never_become_one_name() -> None:
    titles = ["[1+1] 수분크림", "수분크림"]

    assert clean_titles(titles) == tuple(titles)
