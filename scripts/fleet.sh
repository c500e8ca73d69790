#!/bin/sh
# What the tests of the fleet need beside the rest: nginx, and an S3 on this machine.
set -eu

if ! command -v nginx >/dev/null && [ ! -x /usr/sbin/nginx ] && command -v apt-get >/dev/null; then
	sudo=
	if [ "$(id -u)" != 0 ]; then sudo=sudo; fi
	if $sudo apt-get update -qq && $sudo env DEBIAN_FRONTEND=noninteractive apt-get install \
		-o DPkg::Lock::Timeout=300 -y -qq --no-install-recommends nginx-light; then
		# Debian starts it at once; the tests start their own, elsewhere.
		$sudo systemctl disable --now nginx 2>/dev/null || true
	else
		echo "nginx could not be installed; the tests that need it are skipped" >&2
	fi
fi

# What is there already is looked up in no time, and without a network.
.venv/bin/python - <<'PYTHON' ||
import importlib.metadata
import re
import sys

for name in ("requirements-s3.txt", "requirements-fleet.txt"):
    for line in open(name):
        wanted = re.match(r"([A-Za-z0-9_.-]+)(?:\[.*\])?==(\S+)", line)
        try:
            if wanted and importlib.metadata.version(wanted[1]) != wanted[2]:
                sys.exit(1)
        except importlib.metadata.PackageNotFoundError:
            sys.exit(1)
PYTHON
	.venv/bin/python -m pip install --quiet --disable-pip-version-check --only-binary :all: \
		-r requirements.txt -r requirements-fleet.txt
