#!/bin/sh
# See that there is a browser for the tests: an installed one, else Debian's, else Playwright's.
set -eu

# Debian's shell without a window opens pages in two thirds of the time of the whole browser.
if command -v chromium-headless-shell >/dev/null; then exit 0; fi
if command -v apt-get >/dev/null; then
	sudo=
	if [ "$(id -u)" != 0 ]; then sudo=sudo; fi
	if $sudo apt-get update -qq && $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -o DPkg::Lock::Timeout=300 -y -qq \
		--no-install-recommends chromium-headless-shell fonts-liberation fonts-dejavu-core; then
		exit 0
	fi
fi

for name in chromium chromium-browser google-chrome google-chrome-stable chrome; do
	if command -v "$name" >/dev/null; then exit 0; fi
done
if [ -x "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome" ]; then exit 0; fi

if command -v apt-get >/dev/null; then
	if $sudo env DEBIAN_FRONTEND=noninteractive \
		apt-get install -o DPkg::Lock::Timeout=300 -y -qq --no-install-recommends chromium fonts-liberation; then
		exit 0
	fi
fi
# While the environment is still being made there is no such thing; it is asked for again later.
[ ! -x .venv/bin/playwright ] || .venv/bin/python -m playwright install chromium
