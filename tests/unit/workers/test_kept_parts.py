"""Work that is broken off goes on from the parts that were finished."""

from __future__ import annotations

from pathlib import Path

import pytest

from workers.kept_parts import kept_until_done

HOW = {"file": "a.mp4"}


def made(output: Path, how: dict[str, str], numbers: range, breaks_at: int = -1) -> list[int]:
    """Makes numbered parts, then the file; says which of them had to be made."""
    new: list[int] = []
    with kept_until_done(output, how) as part:
        for number in numbers:

            def fill(folder: Path, number: int = number) -> None:
                if number == breaks_at:
                    raise KeyboardInterrupt
                (folder / "part.txt").write_text(str(number))
                new.append(number)

            folder = part("chunk", {"number": number}, fill)
            assert (folder / "part.txt").read_text() == str(number)
        output.write_text("done")
    return new


def test_a_run_that_was_broken_off_makes_what_is_missing(tmp_path: Path) -> None:
    output = tmp_path / "t.json"
    with pytest.raises(KeyboardInterrupt):
        made(output, HOW, range(5), breaks_at=3)

    assert not output.exists()
    assert made(output, HOW, range(5)) == [3, 4]


def test_nothing_but_the_file_is_left_when_it_is_written(tmp_path: Path) -> None:
    made(tmp_path / "t.json", HOW, range(3))

    assert [path.name for path in tmp_path.iterdir()] == ["t.json"]


def test_parts_of_other_work_are_not_taken(tmp_path: Path) -> None:
    output = tmp_path / "t.json"
    with pytest.raises(KeyboardInterrupt):
        made(output, HOW, range(5), breaks_at=3)

    assert made(output, {"file": "b.mp4"}, range(5)) == [0, 1, 2, 3, 4]
