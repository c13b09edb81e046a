"""Who sent a request that came through proxies."""

from __future__ import annotations

from ipaddress import ip_address


def sender_address(remote: str, forwarded_for: str, *, proxies: int) -> str:
    """The address that the outermost of ``proxies`` trusted proxies saw; ``remote`` without any.

    Every proxy puts the address it saw at the end of X-Forwarded-For, so what stands further left was written by the
    sender and is not believed. An entry that is no address, or a list too short, gives ``remote``.
    """
    entries = [one.strip() for one in forwarded_for.split(",") if one.strip()]
    if proxies < 1 or len(entries) < proxies:
        return remote
    try:
        return str(ip_address(entries[-proxies]))
    except ValueError:
        return remote
