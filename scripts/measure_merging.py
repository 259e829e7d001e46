"""How well wordings of one question are gathered, as pairs of wordings.

    python scripts/measure_merging.py GROUPS.tsv [--together 10]

GROUPS.tsv has a header and the columns group and text. So many groups at a time are merged as one
chat would be. Precision: of two texts that were merged, how often they belong to one group; recall:
of two texts of one group, how often they were merged.
"""

from __future__ import annotations

import argparse
import random
from collections import defaultdict
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path

from transcripts.questions.grouping import group_wordings

_SEED = 7


def load(path: Path, together: int) -> list[list[tuple[str, str]]]:
    """Texts with the names of their groups, so many groups in one list, shuffled."""
    groups: dict[str, list[str]] = defaultdict(list)
    for line in path.read_text(encoding="utf-8").strip("\n").split("\n")[1:]:
        name, text = line.split("\t")[:2]
        groups[name].append(text)
    dice = random.Random(_SEED)
    names = list(groups)
    dice.shuffle(names)
    chats = []
    for at in range(0, len(names), together):
        chat = [(name, text) for name in names[at : at + together] for text in groups[name]]
        dice.shuffle(chat)
        chats.append(chat)
    return chats


def count(chat: Sequence[tuple[str, str]]) -> tuple[int, int, int]:
    """Pairs merged and right, pairs merged, pairs of one group."""
    merged = [
        pair
        for group in group_wordings([text for _, text in chat])
        for pair in combinations(group.members, 2)
    ]
    right = sum(chat[one][0] == chat[other][0] for one, other in merged)
    wanted = sum(one[0] == other[0] for one, other in combinations(chat, 2))
    return right, len(merged), wanted


def main() -> None:
    """Measure and print one line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("table", type=Path)
    parser.add_argument("--together", type=int, default=10, help="groups in one chat")
    options = parser.parse_args()
    counts = [count(chat) for chat in load(options.table, options.together)]
    right, merged, wanted = (sum(column) for column in zip(*counts, strict=True))
    print(f"pairs={merged} precision={right / max(1, merged):.4f} recall={right / wanted:.4f}")


if __name__ == "__main__":
    main()
