"""The package that `make package` made, served by the development host."""

import http.client
import json
import os
import subprocess
import sys
from contextlib import closing, contextmanager
from zipfile import ZipFile

import pytest

from infra.azure.checks.counterparts.functions import ROOT, indexed
from infra.azure.package.__main__ import OUTPUT, PACKAGE
from infra.azure.package.sources import load_patterns, source_files
from infra.azure.package.wheels import FOLDER
from infra.azure.package.wheels import PYTHON as VERSION

pytestmark = pytest.mark.integration

STOP_LIMIT_S = 20


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    """The package, unpacked as Azure unpacks it, with every trigger off that would need a service."""
    if not (OUTPUT / PACKAGE).exists():
        pytest.skip("there is no package: run `make package`")
    folder = tmp_path_factory.mktemp("app")
    with ZipFile(OUTPUT / PACKAGE) as archive:
        sources = source_files(ROOT, load_patterns(ROOT))
        packed = {name for name in archive.namelist() if not name.startswith(FOLDER)}
        if packed != sources.keys() or any(archive.read(name) != sources[name] for name in packed):
            pytest.skip("the package is of other code: run `make package`")
        archive.extractall(folder)
    off = {f"AzureWebJobs.{each.name}.Disabled": "true" for each in indexed() if not each.is_http}
    (folder / "local.settings.json").write_text(json.dumps({"Values": off}))
    return folder


@contextmanager
def hosted(app, folder):
    """Yield the port of a host that finds the bench, and nothing of this working copy's `shared`."""
    (folder / "infra").symlink_to(ROOT / "infra")
    command = [sys.executable, "-m", "infra.local.host", str(app), "--port", "0", "--state", str(folder)]
    environ = os.environ | {"PYTHONPATH": str(app / FOLDER)}
    process = subprocess.Popen(command, cwd=folder, env=environ, stdout=subprocess.PIPE, text=True)
    try:
        ready = next((line for line in process.stdout if line.startswith("Host ready:")), "")
        assert ready, "the host ended before it was ready"
        yield int(ready.split()[2].rpartition(":")[2])
    finally:
        process.terminate()
        process.communicate(timeout=STOP_LIMIT_S)


def get(port, path, key=""):
    """Return what the host answers, as JSON."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=STOP_LIMIT_S)) as connection:
        connection.request("GET", path, headers={"x-functions-key": key})
        response = connection.getresponse()
        assert response.status == 200
        return json.loads(response.read())


def test_the_host_lists_every_function_of_the_package_and_calls_one(app, tmp_path):
    """What Azure will index is what the code declares, and it runs with the package's own libraries."""
    with hosted(app, tmp_path) as port:
        key = json.loads((tmp_path / "keys.json").read_text())["master"]
        listed = {each["name"] for each in get(port, "/admin/functions", key)}
        described = get(port, "/api/openapi.json")

    assert sys.version_info[:2] == tuple(map(int, VERSION.split(".")))
    assert listed == {each.name for each in indexed()}
    assert described["openapi"].startswith("3.1")
