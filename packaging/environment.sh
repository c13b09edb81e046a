# Shared by ./run and ./test: make the virtual environment and fill it from a lock file; does nothing when up to date.
PYTHON=${PYTHON:-python3}
VENV=${LIANTU_VENV:-.venv}

say() { printf '%s\n' "$*" >&2; }

ensure_environment() { # LOCKFILE STAMP
    if [ -x "$VENV/bin/python" ] && cmp -s "$1" "$VENV/$2"; then return; fi
    "$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || {
        say "需要 Python 3.11 或更高版本；请安装后重试，或用 PYTHON=/path/to/python3 指定。"
        say "Python 3.11 or newer is needed; install it, or name it: PYTHON=/path/to/python3 $0"
        exit 1
    }
    say "正在准备运行环境（首次约一分钟） · Preparing the environment"
    if [ ! -x "$VENV/bin/python" ]; then
        "$PYTHON" -m venv "$VENV" || {
            say "无法创建虚拟环境；Debian/Ubuntu 请先安装 python3-venv。"
            say "The virtual environment could not be made; on Debian or Ubuntu install python3-venv first."
            exit 1
        }
    fi
    export PIP_DISABLE_PIP_VERSION_CHECK=1 UV_PYTHON_DOWNLOADS=never UV_SYSTEM_CERTS=1
    if "$VENV/bin/python" -m pip install -q 'uv>=0.10' >/dev/null 2>&1 &&
        "$VENV/bin/uv" pip install -q -p "$VENV/bin/python" --require-hashes -r "$1"; then :; else
        "$VENV/bin/python" -m pip install -q --require-hashes -r "$1"
    fi
    cp "$1" "$VENV/$2"
}

ensure_extra() { # LOCKFILE STAMP: what an extra needs beside a filled environment
    if cmp -s "$1" "$VENV/$2" && [ "$VENV/$2" -nt "$VENV/dev.stamp" ]; then return; fi
    say "正在安装可选部分 · Installing an extra: $1"
    "$VENV/bin/python" -m pip install -q --no-deps --require-hashes -r "$1"
    cp "$1" "$VENV/$2"
}

ensure_built() { # [--dev]
    "$VENV/bin/python" -m liantu.lib.translations >/dev/null
    "$VENV/bin/python" -m liantu.ui.assets ${1:-} >&2
}
