"""An address written by the sender is not believed."""

import pytest

from liantu.lib.forwarded import sender_address


@pytest.mark.parametrize(
    ("forwarded", "proxies", "address"),
    [
        ("203.0.113.9", 0, "10.0.0.1"),
        ("203.0.113.9", 1, "203.0.113.9"),
        ("198.51.100.7, 203.0.113.9", 1, "203.0.113.9"),
        ("198.51.100.7, 203.0.113.9, 10.0.0.2", 2, "203.0.113.9"),
        ("203.0.113.9", 2, "10.0.0.1"),
        ("<script>", 1, "10.0.0.1"),
        ("", 1, "10.0.0.1"),
    ],
)
def test_the_address_the_outermost_trusted_proxy_saw(forwarded: str, proxies: int, address: str) -> None:
    assert sender_address("10.0.0.1", forwarded, proxies=proxies) == address
