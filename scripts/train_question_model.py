"""Train the model that tells Korean questions from other sentences.

    python scripts/train_question_model.py TRAIN.tsv [-o OUTPUT.bin]
    python scripts/train_question_model.py TRAIN.tsv --folds 5

TRAIN.tsv has a header and the columns text, label, is_question (1 yes, 0 no, -1 the words alone
cannot tell; left out). The data used is 3i4K (Cho et al., arXiv 1811.04231), CC BY-SA 4.0; the
weights made of it carry the same licence. The same data gives the same bytes.

The model is a linear support vector machine with squared hinge loss over hashed letter groups and
words, trained by dual coordinate descent (Hsieh et al., ICML 2008) in a fixed order and rounded to
a byte a weight. What fewer than three sentences have is left out.
"""

from __future__ import annotations

import argparse
import json
import zlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from transcripts.questions.classifier import BUCKETS, QuestionModel, features
from transcripts.questions.detection import LEAST_PROBABILITY

Reals = npt.NDArray[np.float64]

_SEED = 20_261_123
_EPOCHS = 30
#: Weight of the errors against that of the weights' size, and how rare a feature may be.
_COST, _LEAST_SENTENCES = 2.0, 3
#: Makes of a distance from the border a probability; 0.35 is the border that gives most.
_STEEPNESS = 4.0


@dataclass(frozen=True)
class Rows:
    """Sentences as buckets: row `i` is `buckets[starts[i]:starts[i + 1]]`."""

    texts: list[str]
    buckets: npt.NDArray[np.int64]
    starts: npt.NDArray[np.int64]
    truth: Reals


def load(path: Path) -> Rows:
    """Read the table and hash its sentences."""
    lines = path.read_text(encoding="utf-8").strip("\n").split("\n")[1:]
    rows = [line.split("\t") for line in lines]
    kept = [(text, int(truth)) for text, _, truth in rows if int(truth) >= 0]
    lists = [np.fromiter(sorted(set(features(text))), dtype=np.int64) for text, _ in kept]
    starts = np.concatenate([[0], np.cumsum([len(one) for one in lists])])
    truth = np.array([float(truth) for _, truth in kept])
    return Rows([text for text, _ in kept], np.concatenate(lists), starts, truth)


def train(rows: Rows, chosen: npt.NDArray[np.int64]) -> tuple[Reals, float]:
    """Weights and bias from the chosen rows."""
    dice = np.random.default_rng(_SEED)
    lists = [rows.buckets[rows.starts[i] : rows.starts[i + 1]] for i in chosen]
    common = np.bincount(np.concatenate(lists), minlength=BUCKETS) >= _LEAST_SENTENCES
    sizes = [1 / np.sqrt(len(one)) for one in lists]
    lists = [one[common[one]] for one in lists]
    signs = 2 * rows.truth[chosen] - 1
    weights, bias, duals = np.zeros(BUCKETS), 0.0, np.zeros(len(chosen))
    slack = 1 / (2 * _COST)
    lengths = [len(one) * size**2 + 1 + slack for one, size in zip(lists, sizes, strict=True)]
    for _ in range(_EPOCHS):
        for i in dice.permutation(len(chosen)):
            buckets, sign, size = lists[i], signs[i], sizes[i]
            slope = sign * (weights[buckets].sum() * size + bias) - 1 + slack * duals[i]
            dual = max(duals[i] - slope / lengths[i], 0.0)
            step, duals[i] = (dual - duals[i]) * sign, dual
            if step:
                weights[buckets] += step * size
                bias += step
    return weights * _STEEPNESS, float(bias) * _STEEPNESS


def rounded(weights: Reals, bias: float) -> QuestionModel:
    """The model with a byte a weight."""
    scale = float(np.abs(weights).max()) / 127
    steps = np.round(weights / scale).astype(np.int8)
    return QuestionModel(memoryview(steps.tobytes()).cast("b"), scale, bias)


def judge(model: QuestionModel, rows: Rows, chosen: npt.NDArray[np.int64]) -> dict[str, float]:
    """Precision, recall and F1 of questions."""
    said = np.array([model.probability(rows.texts[i]) >= LEAST_PROBABILITY for i in chosen])
    truth = rows.truth[chosen] == 1
    right = float((said & truth).sum())
    precision, recall = right / max(1, said.sum()), right / max(1, truth.sum())
    f1 = 2 * precision * recall / max(1e-9, precision + recall)
    return {"precision": precision, "recall": recall, "f1": f1}


def main() -> None:
    """Train and write, or measure by cross-validation."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("table", type=Path)
    parser.add_argument(
        "-o", "--output", type=Path, default=Path("transcripts/questions/data/questions-ko.bin")
    )
    parser.add_argument("--folds", type=int, default=0, help="measure only")
    parser.add_argument("--first", type=int, default=0, help="measure only so many folds")
    options = parser.parse_args()
    rows = load(options.table)
    everything = np.arange(len(rows.texts))
    if options.folds:
        fold = np.random.default_rng(_SEED).integers(0, options.folds, len(everything))
        for one in range(options.first or options.folds):
            model = rounded(*train(rows, everything[fold != one]))
            print(one, judge(model, rows, everything[fold == one]))
        return
    model = rounded(*train(rows, everything))
    head = json.dumps({"scale": model.scale, "bias": model.bias}).encode()
    options.output.write_bytes(head + b"\n" + zlib.compress(bytes(model.weights), 9))
    print(options.output, options.output.stat().st_size, judge(model, rows, everything))


if __name__ == "__main__":
    main()
