#!/bin/sh
# Reads the feeds, compiles the catalog, publishes it: once, or every so many seconds.
#
#   deploy/compile.sh CATALOG DESTINATION [SECONDS]
#
# CATALOG is a file or folder, DESTINATION a folder or s3://bucket/folder/. What goes wrong is said
# and leaves what was published before; without SECONDS it also ends with the error's number.
set -u

catalog=$1 destination=$2 every=${3:-}
made=$(mktemp -d -p "${DIRECTORY_CACHE:-/tmp}")
trap 'rm -rf "$made"' EXIT
trap 'exit 0' TERM INT

once() {
	# A feed that cannot be read stays as it was.
	directory sources refresh --catalog "$catalog" ||
		echo "some feeds could not be read; their last good copies count" >&2
	directory compile "$catalog" -o "$made/catalog.arrow" &&
		directory publish "$made/catalog.arrow" "$destination"
}

if [ -z "$every" ]; then
	once
	exit
fi
while :; do
	once
	# In the background, so that an order to end is heard at once.
	sleep "$every" &
	wait $!
done
