from __future__ import annotations

import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from fleet_places import storage

# How a browser is found and driven is told there.
sys.path.append(str(Path(__file__).parents[1] / "browser"))


@pytest.fixture(scope="session")
def s3() -> Iterator[str]:
    """The address of an S3 on this machine, named to the libraries as an operator would."""
    pytest.importorskip("moto", reason="`sh scripts/fleet.sh` installs an S3 to test with")
    pytest.importorskip("s3fs", reason="`sh scripts/fleet.sh` installs it")
    with storage() as address, pytest.MonkeyPatch.context() as environment:
        environment.setenv("AWS_ENDPOINT_URL", address)
        environment.setenv("AWS_ACCESS_KEY_ID", "key")
        environment.setenv("AWS_SECRET_ACCESS_KEY", "hidden")
        environment.setenv("AWS_DEFAULT_REGION", "us-east-1")
        bucket = urllib.request.Request(f"{address}/county", method="PUT")
        urllib.request.urlopen(bucket, timeout=10).close()
        yield address
