"""YAML that people bring: whatever is in it, it is read or refused with reasons, soon; nothing breaks."""

from __future__ import annotations

import time

import pytest

from liantu.chains.rules.template import parse_template
from liantu.foundation.versions.reads import faults_of
from liantu.foundation.versions.rules.lines import line_of, with_lines
from liantu.foundation.versions.slots import rule_kind
from liantu.lib.dated import parse_yaml
from liantu.lib.problems import Problem, ProblemsError
from liantu.people.models import Zone

REFUSED = {
    "no such day": "a: 2026-02-30",
    "no such day in a list": "stages:\n- code: 2026-13-01",
    "no such hour": "a: 2026-01-01 25:61:61",
    "no such time zone": "a: 2026-01-01 00:00:00+99:99",
    "year 0": "a: 0000-01-01",
    "a number too long to read": "a: " + "9" * 5000,
    "a number of sixties": "a: " + "1:" * 3000 + "1",
    "a number of no digits": "a: 0x_",
    "nested dashes": "- " * 5000,
    "nested brackets": "[" * 5000,
    "nested braces": "{a: " * 5000,
    "nested blocks": "\n".join(" " * n + "a:" for n in range(1000)),
    "half a character": "a: \ud800",
    "a zero byte": "a: \0",
    "itself": "a: &a [*a]",
    "unfolding": "a: &a [1,1]\n" + "\n".join(f"b{n}: &b{n} [*a,*a]" for n in range(30)),
    "an object": "a: !!python/object/apply:os.system [ls]",
    "bytes": "a: !!binary x=",
    "a key that is a list": "? [a]\n: b",
    "merging a number": "<<: 3",
    "large": "a: [" + "x," * 1_200_000 + "]",
}
texts = pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED)


@texts
def test_a_rule_is_refused_with_place_and_reason(text: str) -> None:
    began = time.process_time()
    with pytest.raises(ProblemsError) as caught:
        parse_yaml(text, source="plan")
    assert all(problem.message and problem.where for problem in caught.value.problems)
    with_lines([Problem("x", "x", "plan · stages.3")] * 50, text[:100_000])
    line_of(text[:100_000], "a.b")
    assert time.process_time() - began < 3


@texts
def test_a_chain_template_is_refused(text: str) -> None:
    with pytest.raises(ProblemsError):
        parse_template(text, source="template.yaml")


@pytest.mark.django_db
@texts
def test_every_kind_of_rule_a_zone_writes_is_refused(text: str) -> None:
    zone = Zone.objects.create(code="z", name="甲开发区")
    kinds = rule_kind.values()
    assert kinds
    for kind in kinds:
        assert faults_of(zone, kind, text), kind.code


def test_the_line_of_a_day_that_is_none() -> None:
    with pytest.raises(ProblemsError) as caught:
        parse_yaml("a: 1\nb:\n  - 2026-02-30\n", source="plan")
    (problem,) = caught.value.problems
    assert (problem.code, problem.where, problem.params["value"]) == ("yaml_value", "plan · 3", "2026-02-30")
