"""What is sold: the product list of a broadcast. Pure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Product:
    """One product of the shop.

    Attributes:
        id: The shop's own id.
        name: As in the shop.
        aliases: Other names people say.
        price: In the shop's currency as written ("59000"), or "".
        url: Its page, or "".
        category: The shop's category, or "".
    """

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    price: str = ""
    url: str = ""
    category: str = ""
