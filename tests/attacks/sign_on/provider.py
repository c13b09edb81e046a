"""A provider of log-ins with real keys over TLS on this machine, and every way in which it can lie."""

from __future__ import annotations

import base64
import gzip
import hashlib
import ipaddress
import json
import secrets
import ssl
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

CLIENT, SECRET = "liantu", "a-secret-both-know-and-nobody-else-does"
PAGE = '<form method="post" action="/authorize?{query}"><button name="yes" value="1">Yes, it is me</button></form>'


def certificate(folder: Path) -> Path:
    """A certificate of 127.0.0.1 signed by itself, with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    path = folder / "provider.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path


class Key:
    """A pair of keys under a name."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.private = rsa.generate_private_key(65537, 2048)

    @property
    def public_pem(self) -> bytes:
        """What everybody may read."""
        return self.private.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )

    def public(self) -> dict[str, Any]:
        """What stands in the provider's list of keys."""
        jwk: dict[str, Any] = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.private.public_key()))
        return jwk | {"kid": self.name, "use": "sig", "alg": "RS256"}


class Provider(ThreadingHTTPServer):
    """Who somebody is (``person``), what is lied about (``lies``: a name → what to answer instead), what was asked."""

    daemon_threads = True

    def __init__(self, port: int, folder: Path) -> None:
        super().__init__(("127.0.0.1", port), _Answers)
        pem = certificate(folder)
        self.trusted = pem
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(pem)
        self.socket = context.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)
        self.key = Key("first")
        self.reset()
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def reset(self) -> None:
        """Honest again."""
        self.person: dict[str, Any] = {"sub": "subject-1", "preferred_username": "officer", "email": "o@zone.example"}
        self.lies: dict[str, Callable[[Any], Any]] = {}
        self.keys = [self.key]
        self.asked: list[str] = []
        self.codes: dict[str, dict[str, str]] = {}
        self.tokens: set[str] = set()

    def handle_error(self, *_args: Any) -> None:
        """Who hangs up is nobody's news."""

    @property
    def issuer(self) -> str:
        """The provider's name and address."""
        return f"https://127.0.0.1:{self.server_port}"

    def token(self, nonce: str | None) -> str:
        """The signed statement who it is; ``lies["claims"]`` changes it, ``lies["sign"]`` signs it otherwise."""
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": nonce} | self.person
        claims = self.lies.get("claims", lambda one: one)(claims)
        sign = self.lies.get("sign", lambda one: jwt.encode(one, self.key.private, "RS256", {"kid": self.key.name}))
        return str(sign({name: value for name, value in claims.items() if value is not None}))


class _Answers(BaseHTTPRequestHandler):
    server: Provider

    def log_message(self, *_args: Any) -> None:
        """Quiet."""

    def do_GET(self) -> None:
        self._serve(None)

    def do_POST(self) -> None:
        self._serve(self.rfile.read(int(self.headers.get("Content-Length") or 0)))

    def _serve(self, body: bytes | None) -> None:
        parts = urlsplit(self.path)
        name = {"/.well-known/openid-configuration": "discovery"}.get(parts.path, parts.path.strip("/"))
        self.server.asked.append(name)
        if (wild := self.server.lies.get(f"wild {name}")) is not None:
            wild(self)
            return
        asked = {key: values[-1] for key, values in parse_qs(parts.query).items()}
        sent = {key: values[-1] for key, values in parse_qs((body or b"").decode()).items()}
        answer = getattr(self, f"_{name}", lambda *_: (404, {}))(asked, sent if body is not None else None)
        if answer is not None:
            self.say(*answer) if isinstance(answer, tuple) else self.say(200, answer)

    def say(self, status: int, content: Any, **heads: str) -> None:
        """An answer; JSON unless it is bytes."""
        body = content if isinstance(content, bytes) else json.dumps(content).encode()
        self.send_response(status)
        for key, value in ({"Content-Type": "application/json", "Content-Length": str(len(body))} | heads).items():
            self.send_header(key.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def _told(self, name: str, content: Any) -> Any:
        return self.server.lies.get(name, lambda one: one)(content)

    def _discovery(self, *_args: Any) -> Any:
        base = self.server.issuer
        return self._told("discovery", {
            "issuer": base, "authorization_endpoint": f"{base}/authorize", "token_endpoint": f"{base}/token",
            "userinfo_endpoint": f"{base}/userinfo", "jwks_uri": f"{base}/jwks",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        })  # fmt: skip

    def _authorize(self, asked: dict[str, str], sent: dict[str, str] | None) -> None:
        if sent is None and "text/html" in self.headers.get("Accept", ""):
            page = PAGE.format(query=urlsplit(self.path).query.replace("&", "&amp;"))
            self.say(200, page.encode(), Content_Type="text/html")
            return
        assert asked["client_id"] == CLIENT and asked["response_type"] == "code"
        code = secrets.token_urlsafe(8)
        self.server.codes[code] = asked
        back = urlencode({"code": code, "state": asked["state"]})
        self.send_response(302)
        self.send_header("Location", f"{asked['redirect_uri']}?{back}")
        self.end_headers()

    def _token(self, _asked: dict[str, str], sent: dict[str, str] | None) -> Any:
        assert sent is not None
        began = self.server.codes.pop(sent.get("code", ""), None)  # a code serves once
        proof = base64.urlsafe_b64encode(hashlib.sha256(sent.get("code_verifier", "").encode()).digest()).rstrip(b"=")
        if (
            began is None
            or (sent.get("client_id"), sent.get("client_secret")) != (CLIENT, SECRET)
            or proof.decode() != began["code_challenge"]
            or sent["redirect_uri"] != began["redirect_uri"]
        ):
            return 400, {"error": "invalid_grant"}
        token = secrets.token_urlsafe(8)
        self.server.tokens.add(token)
        answer = {"access_token": token, "token_type": "Bearer", "expires_in": 60}
        return self._told("token", answer | {"id_token": self.server.token(began.get("nonce"))})

    def _userinfo(self, *_args: Any) -> Any:
        if self.headers.get("Authorization", "")[7:] not in self.server.tokens:
            return 401, {}
        return self._told("userinfo", self.server.person)

    def _jwks(self, *_args: Any) -> Any:
        return self._told("jwks", {"keys": [one.public() for one in self.server.keys]})


def bomb(to: _Answers) -> None:
    """A little that unpacks to 200 MB."""
    to.say(200, gzip.compress(b" " * 1_000_000, 1) * 200, Content_Encoding="gzip")


def endless(to: _Answers) -> None:
    """An answer without an end."""
    to.send_response(200)
    to.send_header("Content-Type", "application/json")
    to.end_headers()
    for _ in range(20_000):  # 1.3 GB at most, whoever reads on
        to.wfile.write(b" " * 65_536)


def dripping(to: _Answers) -> None:
    """A head that comes letter by letter."""
    to.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    for _ in range(60):
        to.wfile.write(b"a")
        to.wfile.flush()
        time.sleep(0.2)


def leading_inside(to: _Answers) -> None:
    """Elsewhere, please."""
    to.send_response(307)
    to.send_header("Location", f"{to.server.issuer}/inside")
    to.send_header("Content-Length", "0")
    to.end_headers()


def silent(_to: _Answers) -> None:
    """Nothing, and the line is cut."""


def broken(to: _Answers) -> None:
    """A fault of its own."""
    to.say(500, b"oops")


def gibberish(to: _Answers) -> None:
    """Two hundred, and no JSON."""
    to.say(200, b"<html>\xff\xfe not json")
