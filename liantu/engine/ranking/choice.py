"""A conditional logit: people choose owners out of lists; which evidence did they go by?

For a question with candidates x_1 … x_m the chance that c is chosen is exp(β·x_c) / Σ exp(β·x_j). Fitted by maximum
likelihood with
a ridge (L-BFGS); every chosen owner counts against all that were not chosen, and every question counts alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]
Vector = NDArray[np.float64]


@dataclass(frozen=True)
class Question:
    """What stood before the chooser: ``candidates`` (m, k) and which of them were chosen (numbers below m)."""

    candidates: Matrix
    chosen: tuple[int, ...]


@dataclass(frozen=True)
class Choice:
    """The fitted weights (k,), the mean log-likelihood of a choice, and whether the search ended well."""

    weights: Vector
    log_likelihood: float
    converged: bool


def fit_choice(questions: Sequence[Question], *, ridge: float = 1.0, steps: int = 200) -> Choice:
    """The weights that make the choices likeliest, less ``ridge``·|β|².

    Questions without a chosen or without a rejected candidate teach nothing and are passed over. Raises ValueError when
    none is left or the numbers of columns differ.
    """
    from scipy.optimize import minimize  # the better part of a second to import, and most commands never ask

    taught = [
        (np.asarray(one.candidates, dtype=np.float64), _mask(one))
        for one in questions
        if 0 < len(set(one.chosen)) < len(one.candidates)
    ]
    if not taught:
        raise ValueError("no question has both chosen and rejected candidates")
    width = taught[0][0].shape[1]
    if any(candidates.shape[1] != width for candidates, _chosen in taught):
        raise ValueError("all questions need the same columns")

    def cost(weights: Vector) -> tuple[float, Vector]:
        total, slope = ridge * float(weights @ weights), 2 * ridge * weights
        for candidates, chosen in taught:
            gain, direction = _one_question(candidates, chosen, weights)
            total -= gain
            slope = slope - direction
        return total, slope

    found = minimize(cost, np.zeros(width), jac=True, method="L-BFGS-B", options={"maxiter": steps})
    weights = np.asarray(found.x, dtype=np.float64)
    likelihood = float(np.mean([_one_question(candidates, chosen, weights)[0] for candidates, chosen in taught]))
    return Choice(weights, likelihood, bool(found.success))


def _mask(question: Question) -> NDArray[np.bool_]:
    mask = np.zeros(len(question.candidates), dtype=bool)
    mask[list(question.chosen)] = True
    return mask


def _one_question(candidates: Matrix, chosen: NDArray[np.bool_], weights: Vector) -> tuple[float, Vector]:
    """Mean log chance of the chosen against the rejected, and its slope."""
    scores = candidates @ weights
    scores = scores - scores.max()
    won, lost = np.exp(scores[chosen]), np.exp(scores[~chosen])
    rest = float(lost.sum())
    whole = won + rest
    gain = float(np.mean(scores[chosen] - np.log(whole)))
    miss = rest / whole  # the chance given to the rejected
    direction = (miss[:, np.newaxis] * candidates[chosen]).mean(axis=0)
    direction = direction - float(np.mean(1.0 / whole)) * (lost @ candidates[~chosen])
    return gain, direction


@dataclass(frozen=True)
class Comparison:
    """Two rankings on the same held-out questions: mean average precision and mean reciprocal rank of each."""

    questions: int
    map_fitted: float
    map_before: float
    mrr_fitted: float
    mrr_before: float

    @property
    def is_better(self) -> bool:
        """Whether the fitted ranking is ahead on held-out questions."""
        return self.map_fitted > self.map_before


def held_out(
    questions: Sequence[Question],
    before: Sequence[Vector],
    groups: Sequence[str],
    *,
    folds: int = 5,
    ridge: float = 1.0,
) -> Comparison:
    """Fit on the other folds, rank the questions of each fold, and compare with the scores ``before``.

    ``groups``: questions of one group (a link, say) always fall into one fold, in the order in which groups first
    appear.
    Raises ValueError when fewer than two groups are given.
    """
    order = list(dict.fromkeys(groups))
    if len(order) < 2:
        raise ValueError("at least two groups are needed to hold one out")
    fold_of = {group: number % min(folds, len(order)) for number, group in enumerate(order)}
    fitted: list[tuple[float, float]] = []
    plain: list[tuple[float, float]] = []
    for fold in sorted(set(fold_of.values())):
        rest = [one for one, group in zip(questions, groups, strict=True) if fold_of[group] != fold]
        try:
            weights = fit_choice(rest, ridge=ridge).weights
        except ValueError:
            continue
        for one, scores, group in zip(questions, before, groups, strict=True):
            if fold_of[group] == fold and 0 < len(set(one.chosen)) < len(one.candidates):
                fitted.append(quality(one.candidates @ weights, one.chosen))
                plain.append(quality(np.asarray(scores, dtype=np.float64), one.chosen))
    if not fitted:
        raise ValueError("no held-out question has both chosen and rejected candidates")
    ours, theirs = np.mean(fitted, axis=0), np.mean(plain, axis=0)
    return Comparison(len(fitted), float(ours[0]), float(theirs[0]), float(ours[1]), float(theirs[1]))


def quality(scores: Vector, chosen: Sequence[int]) -> tuple[float, float]:
    """Average precision and mean reciprocal rank of the chosen candidates; ties stand at their mean rank.

    The reciprocal rank of each chosen one is taken with the other chosen ones out of the way.
    """
    mask = np.zeros(len(scores), dtype=bool)
    mask[list(chosen)] = True
    others = np.sort(scores[~mask])
    wanted = np.sort(scores[mask])[::-1]
    above = len(others) - np.searchsorted(others, wanted, side="right")
    ties = np.searchsorted(others, wanted, side="right") - np.searchsorted(others, wanted, side="left")
    place = 1 + above + ties / 2
    order = np.arange(1, len(wanted) + 1)
    return float(np.mean(order / (place + order - 1))), float(np.mean(1.0 / place))
