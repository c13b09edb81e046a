"""The files that bring the program up as a service: the unit by systemd's own check, the container file by its rules."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

PACKAGING = Path(__file__).resolve().parents[2] / "packaging"


@pytest.mark.slow
def test_systemd_takes_the_unit(tmp_path: Path) -> None:
    tool = shutil.which("systemd-analyze")
    if tool is None:
        pytest.skip("systemd-analyze is not installed here")
    unit = (PACKAGING / "liantu.service").read_text("utf-8")
    there = tmp_path / "liantu.service"
    there.write_text(unit.replace("/opt/liantu/bin/liantu", "/bin/true").replace("User=liantu", "User=daemon"), "utf-8")
    ended = subprocess.run([tool, "verify", str(there)], capture_output=True, text=True, check=False, timeout=60)
    ours = [line for line in (ended.stdout + ended.stderr).splitlines() if "liantu.service" in line]
    assert (ended.returncode, ours) == (0, [])
    there.write_text(there.read_text("utf-8").replace("KillMode=mixed", "KilMode=mixed"), "utf-8")
    ended = subprocess.run([tool, "verify", str(there)], capture_output=True, text=True, check=False, timeout=60)
    assert "KilMode" in ended.stdout + ended.stderr, "the check finds nothing: it proves nothing"


def test_the_unit_ends_the_program_in_order() -> None:
    """The supervisor asks its parts and waits thirty seconds: systemd must ask it alone, and wait longer."""
    from liantu.supervision import GRACE_SECONDS

    unit = dict(
        line.split("=", 1) for line in (PACKAGING / "liantu.service").read_text("utf-8").splitlines() if "=" in line
    )
    assert unit["KillMode"] == "mixed"
    assert int(unit["TimeoutStopSec"]) > GRACE_SECONDS
    assert unit["Restart"] == "always"


def test_the_container_file_keeps_to_the_rules() -> None:
    """No build runs here without a registry of images; what can be read is read."""
    text = (PACKAGING / "Containerfile").read_text("utf-8")
    steps = [line.split(" ", 1) for line in text.splitlines() if line and not line.startswith("#")]
    words = [word for word, _rest in steps]
    image = next(rest for word, rest in steps if word == "FROM")
    assert ":" in image.rsplit("/", 1)[-1]
    assert not image.endswith(":latest")
    assert words.index("USER") < words.index("ENTRYPOINT"), "it does not run as root"
    assert all(rest.startswith("[") for word, rest in steps if word in ("ENTRYPOINT", "CMD")), (
        "signals reach the program"
    )
    assert next(rest for word, rest in steps if word == "STOPSIGNAL") == "SIGTERM"
    assert all("--no-cache-dir" in rest for word, rest in steps if "pip install" in rest)
    assert "ADD" not in words
    assert {"HEALTHCHECK", "VOLUME", "EXPOSE"} <= set(words)
    assert not re.search(r"(?i)(password|secret|key)=", text)


@pytest.mark.slow
def test_the_container_is_built_and_answers() -> None:
    tool = next((one for one in ("podman", "docker") if shutil.which(one)), None)
    if tool is None or subprocess.run([tool, "info"], capture_output=True, check=False).returncode:
        pytest.skip("neither podman nor a docker that answers is here")
    base = re.search(r"^FROM (\S+)", (PACKAGING / "Containerfile").read_text("utf-8"), re.MULTILINE)
    assert base is not None
    if subprocess.run([tool, "image", "inspect", base[1]], capture_output=True, check=False).returncode:
        pytest.skip(f"the image {base[1]} is not on this machine, and tests ask no registry")
    if not list((PACKAGING.parent / "dist").glob("*.whl")):
        pytest.skip("there is no wheel in dist/: uv build")
    build = [tool, "build", "-f", str(PACKAGING / "Containerfile"), "-t", "liantu-test", str(PACKAGING.parent)]
    subprocess.run(build, check=True, timeout=900)
    run = [tool, "run", "--rm", "--detach", "liantu-test"]
    name = subprocess.run(run, capture_output=True, text=True, check=True, timeout=60).stdout.strip()
    try:
        ask = "import time, urllib.request as u\nfor _ in range(120):\n try: print(u.urlopen('http://127.0.0.1:8000/healthz').status); break\n except OSError: time.sleep(1)"
        said = subprocess.run([tool, "exec", name, "python", "-c", ask], capture_output=True, text=True, timeout=180)
        assert said.stdout.strip() == "200"
    finally:
        subprocess.run([tool, "stop", "-t", "45", name], check=True, capture_output=True, timeout=90)
