"""What can go wrong with a register release, as kinds that a page or command can explain."""

from __future__ import annotations

from liantu.lib.problems import Problem, ProblemsError


class ReleaseError(ProblemsError):
    """A release cannot be written or read; ``problems`` say what, where and how to fix it."""


class BuildCancelled(Exception):  # noqa: N818 - it is a wish that was met, not a fault
    """Writing a release was stopped because the caller asked for it; nothing of it is left."""


def one_problem(code: str, message: str, *, where: object = "", fix: str = "", **params: object) -> ReleaseError:
    """A ReleaseError of a single problem."""
    return ReleaseError([Problem(code, message, where=str(where), fix=fix, params=params)])
