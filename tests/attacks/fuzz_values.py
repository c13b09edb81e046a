"""What nobody should send: texts, numbers, days, names, headers and JSON, chosen by a given chance."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from random import Random
from typing import Any
from urllib.parse import quote_from_bytes

# what is shown on a page must never stand there as it was sent
TAG = "<fz\"'&>"

NUMBERS = [
    "0",
    "-0",
    "-1",
    "1",
    "2",
    "٣",
    "４",
    "²",
    "½",
    "Ⅷ",
    "一",
    "一亿",
    "1e309",
    "-1e309",
    "1e-400",
    "NaN",
    "nan",
    "sNaN",
    "Infinity",
    "-inf",
    "0x10",
    "0b1",
    "1_000",
    "1,000",
    "1,00",
    "1.5",
    ".5",
    "5.",
    "+5",
    "007",
    "2147483648",
    "-2147483649",
    "9223372036854775807",
    "9223372036854775808",
    "18446744073709551616",
    "1e18",
    "1E400",
    "0.1e-999999",
    "1e999999999",
    "999999999999.99",
    "99999999999999999999.999",
    "1.0000000000000000000000001",
    "١٢٣",
    "१२",
    "１２．５",
    "1\xa0000",
    "12\u200b",
    "3万",
    "1万亿",
    "-1%",
    "101%",
    "1/0",
    "1;1",
    "1'",
    '1"',
    "None",
    "null",
    "true",
    "on",
    "undefined",
]
DAYS = [
    "2026-02-30",
    "2026-13-01",
    "0000-00-00",
    "0001-01-01",
    "0001-01-02",
    "9999-12-31",
    "9999-12-30",
    "10000-01-01",
    "-0001-01-01",
    "2026-1-1",
    "2026-W01-1",
    "20260101",
    "2026/01/01",
    "1.1.2026",
    "2026-06",
    "2026",
    "26-1-1",
    "1899-12-31",
    "1900-02-29",
    "1582-10-10",
    "2026年6月31日",
    "二〇二六年",
    "今天",
    "昨天",
    "2026-06-30T25:00",
    "2026-06-30T23:59:60",
    "2026-06-30T10:00+99:99",
    "0001-01-01T00:00",
    "9999-12-31T23:59:59.999999",
    "9999-12-31T23:59Z",
    "9999-12",
    "0001-01",
    "0000-01",
    "2026-00",
    "2026-99",
    "２０２６-０６-３０",
    "2026-06-30\x00",
    "2026-06-30'--",
]
TEXTS = (
    "",
    " ",
    "\t\r\n",
    "\x00",
    "a\x00b",
    "\x1b[31m\x07\x08",
    "\ufeff\u200b\u2060",
    "\u202eabc\u202d\u2066",
    "عربى עברית",
    "a" + "\u0301" * 400,
    "Z̸͓͝a̵l̶g̷o̸" * 40,
    "\ud800",
    "\udfff\ud800",
    "\ufffe\uffff",
    "𠮷野家👩‍👩‍👧‍👦🏴\u200d☠️",
    TAG,
    "<script>alert(1)</script>" + TAG,
    "{{ 7*7 }}{% debug %}${7*7}#{7*7}",
    "%s%n%d%(x)s%",
    "100%",
    "%(count)s %(name)",
    "{0.__class__}{}",
    "' OR 1=1 --",
    '" UNION SELECT * FROM accounts_user --',
    "'; DROP TABLE projects_project; --",
    "\\",
    "\\'\\\"",
    "../../../../etc/passwd",
    "..\\..\\boot.ini",
    "file:///etc/passwd",
    "/dev/zero",
    "http://127.0.0.1:1/",
    "javascript:alert(1)",
    "//evil.example/",
    "x\r\nSet-Cookie: fuzz=1",
    "=cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd",
    "[]",
    "{}",
    "[[]]",
    "null",
    '{"a":1}',
    "*",
    "(" * 300,
    "[" * 300,
    "(a+)+$" + "a" * 60 + "!",
    '"' * 5,
    "NEAR(",
    "a AND",
    "a* OR -b",
    "col:val",
    "李" * 130,
    "长" * 5000,
    "w" * 70_000,
    "项目，" * 9000,
    "1" * 4001,
    "1" * 20_000,
    "1亿" * 4000,
    "-" * 3000,
    "0." + "9" * 5000,
    "\n" * 5000,
    "a\n\n" * 4000,
    "１４０８００００",
    "91140800MA0GTX1234",
    "911408000000000000",
    "13800138000",
    "+86 138 0013 8000" * 40,
    "id",
    "pk",
    "-pk",
    "zone__code",
    "owner__password",
    "owner__password__startswith",
    "-owner__password",
    "name__regex",
    "__class__",
    "__init__",
    "zone_id",
    "?",
    "name,-name",
    "RANDOM()",
    "xlsx",
    "csv",
    "exe",
    "all",
    "mine",
    "signed",
    "list",
    "table",
    "0001",
    "L2026-9999",
    "2026",
    "0",
    "99999",
)
BIG = tuple(text for text in TEXTS if len(text) > 2000)
IDS = ("0", "-1", "1", "2", "3", "999999999", "2147483648", "9223372036854775807", "9223372036854775808", "1" * 40)
YEARS = (
    "0",
    "1",
    "-1",
    "1899",
    "1900",
    "9999",
    "10000",
    "2147483648",
    "２０２６",
    "²",
    "1e3",
    "99999999999999999999",
    "NaN",
)
NAMES = [
    "q",
    "page",
    "sort",
    "export",
    "order",
    "per",
    "metric",
    "since",
    "until",
    "tab",
    "from",
    "at",
    "who",
    "kind",
    "state",
    "stage",
    "chain",
    "year",
    "month",
    "days",
    "reason",
    "radius",
    "check",
    "limit",
    "offset",
    "top",
    "like",
    "when",
    "bad",
    "receipt",
    "template",
    "deep",
    "next",
    "zone",
    "chart",
    "name",
    "sheet",
    "text",
    "firm_name",
    "credit_code",
    "stage__code",
    "chain__code",
    "owner__password",
    "id__in",
    "pk",
    "pk__gt",
    "__class__",
    "_method",
    "csrfmiddlewaretoken",
    "once",
    "revision",
]
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "HEAD", "PROPFIND", "get", "FUZZ")
TYPES = (
    "application/x-www-form-urlencoded",
    "multipart/form-data",
    "multipart/form-data; boundary=",
    "multipart/form-data; boundary=" + "b" * 300,
    "multipart/form-data; boundary=é",
    "application/json",
    "application/json; charset=utf-99",
    "application/x-www-form-urlencoded; charset=utf-7",
    "text/plain; charset=ebcdic",
    "text/xml",
    "",
    "a/b;" * 40,
)
HEADERS: dict[str, tuple[str, ...]] = {
    "HTTP_ACCEPT_LANGUAGE": (
        "en",
        "zh-Hans,zh;q=0.5",
        "*",
        "en-" + "x" * 600,
        ",".join(["de;q=0.1"] * 200),
        "q=nan",
        "²",
    ),
    "HTTP_RANGE": (
        "bytes=0-0",
        "bytes=-1",
        "bytes=99999999999-",
        "bytes=5-1",
        "bytes=" + "0-1," * 900,
        "x",
        "bytes=²-³",
    ),
    "HTTP_IF_NONE_MATCH": ("*", '"x"', 'W/"' + "y" * 3000 + '"', '"', ",,,"),
    "HTTP_IF_MODIFIED_SINCE": ("Thu, 01 Jan 1970 00:00:00 GMT", "Fri, 31 Dec 9999 23:59:59 GMT", "yesterday", "0", "²"),
    "HTTP_IF_UNMODIFIED_SINCE": ("Mon, 00 Foo 0000 99:99:99 GMT", "Sunday, 06-Nov-94 08:49:37 GMT"),
    "HTTP_HX_REQUEST": ("true", "false", "1", "", "²"),
    "HTTP_HX_TARGET": ("list", "", "main", TAG, "a" * 4000, "é", "../..", "board", "preview"),
    "HTTP_HX_TRIGGER": ("x", TAG),
    "HTTP_HX_TRIGGER_NAME": ("q", TAG),
    "HTTP_HX_BOOSTED": ("true",),
    "HTTP_HX_CURRENT_URL": (
        "http://[",
        "http://testserver/?" + "a" * 5000,
        "javascript:1",
        "%00",
        "//evil",
        "é",
        "http://x:99999/",
    ),
    "HTTP_HX_CURRENT_URL_URI_AUTOENCODED": ("true",),
    "HTTP_HX_HISTORY_RESTORE_REQUEST": ("true",),
    "HTTP_HX_PROMPT": ("\xff\xfe", TAG),
    "HTTP_REFERER": ("http://[::1", "javascript:alert(1)", "http://testserver/" + "é" * 500, "//evil.example", "\x00"),
    "HTTP_ORIGIN": ("null", "http://[", "http://evil.example"),
    "HTTP_HOST": ("evil.example", "localhost:99999", "localhost:80:80", "[::1", "a" * 300, "é", ""),
    "HTTP_COOKIE": (
        "sessionid=x",
        "sessionid=" + "a" * 5000,
        "liantu_language=xx; sessionid=\xff",
        "; ; =; a",
        "messages=" + "[" * 900,
        'messages="[[\\"__json_message\\"' + ",0" * 90,
        "csrftoken=" + "é" * 40,
        "liantu_language=" + "x" * 400,
        "a=" + "b;" * 900,
    ),
    "HTTP_AUTHORIZATION": (
        "Bearer",
        "Bearer ",
        "Bearer lt_",
        "Bearer lt_" + "x" * 5000,
        "Basic YTpi",
        "Bearer \xff",
        "²",
    ),
    "HTTP_ACCEPT": ("*/*", "application/json", "", "text/html;q=²", "," * 3000),
    "HTTP_ACCEPT_ENCODING": ("gzip", "gzip;q=x", "identity;q=0", "br, zstd", "gzip," * 900, "*;q=0"),
    "HTTP_X_FORWARDED_FOR": ("127.0.0.1", "::1%eth0", "é", "1," * 900),
    "HTTP_X_FORWARDED_PROTO": ("https", "gopher"),
    "HTTP_X_REQUEST_ID": ("x" * 5000, "a\tb", "²", TAG),
    "HTTP_X_HTTP_METHOD_OVERRIDE": ("DELETE",),
    "HTTP_CONTENT_ENCODING": ("gzip",),
    "HTTP_TRANSFER_ENCODING": ("chunked",),
    # what a server lets through
    "CONTENT_LENGTH": ("0", "1", "99999999999", ""),
}


def raw(text: str) -> bytes:
    """A text as bytes; a half of a pair goes out as the bytes it would be."""
    return text.encode("utf-8", "surrogatepass")


def quoted(text: str, safe: str = "") -> str:
    """A text for an address."""
    return quote_from_bytes(raw(text), safe=safe)


def pairs(given: list[tuple[str, str]]) -> str:
    """Names and values as in an address."""
    return "&".join(f"{quoted(name)}={quoted(value)}" for name, value in given)


def hostile(chance: Random, like: str = "", name: str = "") -> str:
    """A value nobody should send: by the name and the valid value of the field, or anything."""
    turn = chance.random()
    if turn < 0.12 and like:
        return mutated(chance, like)
    if turn < 0.55:
        if name.endswith(("_on", "_at", "since", "until", "day", "month", "date")) or re.fullmatch(
            r"\d{4}-\d\d.*", like
        ):
            return chance.choice(DAYS)
        if name.endswith("year") or re.fullmatch(r"(19|20)\d\d", like):
            return chance.choice(YEARS)
        if name.endswith(("_id", "pk", "id")) or name in {"owner", "person", "chain", "firm", "leader", "project"}:
            return chance.choice(IDS)
        if re.fullmatch(r"-?[\d.]+", like) or name.endswith(("_yuan", "_pct", "_mu", "_kva", "amount", "quantity")):
            return chance.choice(NUMBERS)
    return chance.choice(chance.choice((NUMBERS, DAYS, TEXTS, TEXTS, TEXTS, IDS)))


def mutated(chance: Random, text: str) -> str:
    """A valid value with something put in, taken out, doubled or turned."""
    place = chance.randrange(len(text) + 1)
    return chance.choice(
        (
            text[:place] + chance.choice(TEXTS[:40]) + text[place:],
            text[:place],
            text * chance.choice((2, 50, 400)),
            text[::-1],
            text.swapcase(),
            f" {text} ",
            text + "\x00",
            "".join(chr(0xFEE0 + ord(one)) if "!" <= one <= "~" else one for one in text),
            chance.choice(IDS) + text,
            f"[{text}]",
        )
    )


def headers(chance: Random) -> dict[str, str]:
    """One to four headers."""
    return {name: chance.choice(HEADERS[name]) for name in chance.sample(sorted(HEADERS), chance.randint(1, 4))}


def hostile_json(chance: Random, like: Any = None) -> Any:
    """A value for JSON: a text of the lists, another kind of thing, or deep and wide."""
    turn = chance.randrange(12)
    if turn < 5:
        return hostile(chance, like if isinstance(like, str) else "")
    if turn < 8:
        return chance.choice(
            (
                None,
                True,
                False,
                0,
                -1,
                2**31,
                2**63,
                -(2**63) - 1,
                10**400,
                1.5,
                1e308,
                -0.0,
                1e-320,
                "",
                [],
                {},
                [[]],
                [None],
            )
        )
    if turn == 8:
        return {"$ne": None, "__class__": "x", "pk": hostile(chance)}
    if turn == 9:
        return [like] * chance.choice((2, 300, 2000)) if len(str(like)) < 100 else [like]
    if turn == 10:
        return {"x": [{"y": like}] * 5}
    return float(chance.choice(("nan", "inf", "-inf")))


def json_bytes(chance: Random, content: Any) -> bytes:
    """JSON as it may come: whole, cut, with what JSON does not know, deep, doubled names, other encodings."""
    text = json.dumps(content, ensure_ascii=chance.random() < 0.6)
    turn = chance.randrange(24)
    if turn < len(BROKEN):
        text = BROKEN[turn](text, chance)
    elif turn == 12:
        return text.encode("utf-16", "surrogatepass")
    elif turn == 13:
        return raw(text) + b"\xff\xfe\x00"
    return raw(text)


BROKEN: tuple[Callable[[str, Random], str], ...] = (
    lambda text, chance: text[: chance.randrange(len(text) + 1)],
    lambda text, chance: "[" * 20_000,
    lambda text, chance: '{"a":' * 5000 + "1" + "}" * 5000,
    lambda text, chance: text.replace('"', '\\u0000"', 1),
    lambda text, chance: text.replace('": "', '": "\\ud800', 1),
    lambda text, chance: text[:-1] + ',"' + "k" * 70_000 + '":1}',
    lambda text, chance: text[:-1] + ',"note":1,"note":[]}',
    lambda text, chance: "\ufeff" + text,
    lambda text, chance: text.replace(": ", ': 1e400, "z": ', 1),
    lambda text, chance: text + text,
    lambda text, chance: chance.choice(TEXTS),
    lambda text, chance: "1" * 5000,
)
