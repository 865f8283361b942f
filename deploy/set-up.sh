#!/bin/sh
# Makes the virtual environment from the locked versions, checked by their hashes. Nothing outside of it is touched.
#   sh deploy/set-up.sh .venv
set -eu
venv="$1"
python="${PYTHON:-python3.11}"
command -v "$python" >/dev/null 2>&1 || python=python3
"$python" -c 'import sys; raise SystemExit(sys.version_info < (3, 11))' || {
    echo "Python 3.11 or newer is needed; this is $("$python" --version)." >&2
    exit 1
}
if ! "$python" -m venv "$venv"; then
    echo "Python's venv is missing: apt-get install python3-venv" >&2
    exit 1
fi
"$venv/bin/python" -m pip install -q --disable-pip-version-check "uv==${UV_VERSION:-0.13.9}" 2>&1 | grep -v '^WARNING: Location' >&2 || true
export VIRTUAL_ENV="$PWD/$venv"
"$venv/bin/uv" pip install -q --require-hashes -r requirements.lock
"$venv/bin/uv" pip install -q --no-deps -e .
