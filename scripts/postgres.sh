#!/bin/sh
# See that there is PostgreSQL with PostGIS for the tests of the second engine. Where it cannot be
# had, those tests say so and are passed over; everything else is tested all the same.
set -eu

if ls /usr/share/postgresql/*/extension/postgis.control >/dev/null 2>&1; then exit 0; fi
if command -v pg_config >/dev/null && [ -e "$(pg_config --sharedir)/extension/postgis.control" ]; then exit 0; fi
if command -v apt-get >/dev/null; then
	sudo=
	if [ "$(id -u)" != 0 ]; then sudo=sudo; fi
	if $sudo apt-get update -qq && $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -o DPkg::Lock::Timeout=300 -y -qq \
		--no-install-recommends postgresql postgresql-postgis postgresql-postgis-scripts; then
		exit 0
	fi
fi
echo "PostgreSQL with PostGIS could not be installed; the tests of it will be skipped." >&2
