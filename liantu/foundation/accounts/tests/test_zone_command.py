"""The operator makes the first zone on the command line."""

from __future__ import annotations

import io

import pytest
from django.core.management import CommandError, call_command

from liantu.people.models import User, Zone


@pytest.mark.django_db
def test_a_zone_with_its_administrator() -> None:
    out = io.StringIO()
    call_command("zone", "add", "fenhe", "汾河开发区", "--city", "运城市", stdout=out)
    password = out.getvalue().strip().split(" / ")[1]
    assert User.objects.get(username="admin").check_password(password)
    assert Zone.objects.get(code="fenhe").home_city == "运城"
    with pytest.raises(CommandError) as refused:
        call_command("zone", "add", "fenhe", " ")
    assert "已有使用该代码的园区" in str(refused.value)
    assert "园区需要名称" in str(refused.value)
