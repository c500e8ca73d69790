#!/bin/sh
# Make .venv with everything that the directory and its tests need. No step by hand on a bare
# Debian or Ubuntu with Python 3.11 or newer.
set -eu

as_root() {
	if [ "$(id -u)" = 0 ]; then "$@"; elif command -v sudo >/dev/null; then sudo "$@"; else return 1; fi
}

python=
for name in python3 python3.14 python3.13 python3.12 python3.11; do
	if command -v "$name" >/dev/null && "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
		python=$name
		break
	fi
done
if [ -z "$python" ]; then
	echo "Python 3.11 or newer is needed. Install it, then run this again." >&2
	exit 1
fi

if [ ! -x .venv/bin/python ] || ! .venv/bin/python -c 'import pip' 2>/dev/null; then
	rm -rf .venv
	if ! "$python" -m venv .venv 2>/dev/null; then
		# Debian keeps the part of venv that brings pip in a package of its own.
		rm -rf .venv
		version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
		as_root apt-get update -qq
		as_root apt-get install -o DPkg::Lock::Timeout=300 -y -qq "python$version-venv" || as_root apt-get install -o DPkg::Lock::Timeout=300 -y -qq python3-venv
		"$python" -m venv .venv
	fi
fi

pip() {
	.venv/bin/python -m pip --quiet --disable-pip-version-check "$@"
}

# Everything, by the installer that is named; two calls, for the directory itself brings nothing more.
install_by() {
	"$@" -r requirements-dev.txt && "$@" --no-deps --editable .
}

# uv puts all of it in place in an eighth of pip's time. It is told to ask where pip would ask; pip
# does the same where uv cannot be had or does not get there.
by_uv() {
	pip install --only-binary :all: uv==0.9.11 || return 1
	index=$(pip config get global.index-url 2>/dev/null || true)
	export UV_DEFAULT_INDEX="${UV_DEFAULT_INDEX:-${PIP_INDEX_URL:-${index:-https://pypi.org/simple}}}"
	if [ -n "${PIP_CERT:-}" ]; then export SSL_CERT_FILE="${SSL_CERT_FILE:-$PIP_CERT}"; fi
	install_by .venv/bin/uv pip install --quiet --python .venv/bin/python
}

by_uv || install_by pip install
