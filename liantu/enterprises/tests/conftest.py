"""The people, zone and clean registers folder of the registers' own tests."""

from __future__ import annotations

from liantu.sources.tests.conftest import officer, reader, registers, stranger, zone

__all__ = ["officer", "reader", "registers", "stranger", "zone"]
