"""The package is the app and its libraries, the same bytes every time."""

import hashlib
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.azure.build import FOLDER as AZURE
from infra.azure.check import FILES
from infra.azure.checks.counterparts.functions import ROOT
from infra.azure.package.__main__ import OFFER, PACKAGE, make
from infra.azure.package.archive import write_archive
from infra.azure.package.sources import load_patterns, source_files
from infra.azure.package.trial import BadPackage, function_names
from infra.azure.package.wheels import FOLDER, BadWheel, library_files


@pytest.fixture
def wheel(tmp_path):
    """A wheel of one library, with a program and a header that stay out."""
    path = tmp_path / "library-1.0-py3-none-any.whl"
    with ZipFile(path, "w") as archive:
        archive.writestr("library/__init__.py", "VERSION = 1\n")
        archive.writestr("library-1.0.data/purelib/more.py", "MORE = 2\n")
        archive.writestr("library-1.0.data/scripts/run", "#!python\n")
        archive.writestr("library-1.0.dist-info/METADATA", "Name: library\n")
    return path


def test_libraries_are_placed_where_the_host_looks(wheel):
    """Programs of a wheel stay out: they name the Python of whoever packs."""
    files = library_files([wheel])

    assert sorted(files) == [
        f"{FOLDER}/library-1.0.dist-info/METADATA",
        f"{FOLDER}/library/__init__.py",
        f"{FOLDER}/more.py",
    ]


def test_two_wheels_with_one_file_are_refused(wheel, tmp_path):
    """Which of the two would win is not for the order of names to say."""
    other = tmp_path / "other-1.0-py3-none-any.whl"
    with ZipFile(other, "w") as archive:
        archive.writestr("library/__init__.py", "VERSION = 2\n")

    with pytest.raises(BadWheel, match="library/__init__"):
        library_files([wheel, other])


def test_a_wheel_that_reaches_outside_is_refused(tmp_path):
    """A path is never followed out of the package."""
    path = tmp_path / "bad-1.0-py3-none-any.whl"
    with ZipFile(path, "w") as archive:
        archive.writestr("../outside.py", "")

    with pytest.raises(BadWheel, match="outside"):
        library_files([path])


@given(st.binary(max_size=200))
def test_any_bytes_are_a_wheel_or_refused(tmp_path_factory, content):
    """Nothing but the packer's own error comes out."""
    path = tmp_path_factory.mktemp("wheel") / "any-1.0-py3-none-any.whl"
    path.write_bytes(content)

    with pytest.raises(BadWheel):
        library_files([path])


def test_the_same_files_make_the_same_bytes(wheel, tmp_path):
    """A package can be compared with what was certified."""
    digests = []
    for name in ("one", "two"):
        made = make(tmp_path / name, [wheel])
        digests.append([hashlib.sha256(path.read_bytes()).hexdigest() for path in made])

    assert digests[0] == digests[1]


def test_the_offer_has_what_partner_center_wants_at_its_top(wheel, tmp_path):
    """Three files of these very names, and the package beside them; no folders."""
    _, offer = make(tmp_path, [wheel])

    with ZipFile(offer) as archive:
        assert archive.namelist() == sorted([*FILES, PACKAGE])
        assert archive.read(FILES[0]) == (AZURE / FILES[0]).read_bytes()
    assert offer.name == OFFER


def test_the_template_asks_for_the_package_under_its_name():
    """One deploy takes a package of this name only."""
    assert f"'{PACKAGE}'" in (AZURE / FILES[0]).read_text(encoding="utf-8")


def test_the_package_holds_the_app_and_nothing_of_the_workshop():
    """Tests, bench, documents and local settings stay at home."""
    files = source_files(ROOT, load_patterns(ROOT))

    tops = {name.partition("/")[0] for name in files}
    assert {"function_app.py", "host.json", "shared"} <= tops
    assert not tops & {"tests", "infra", "docs", ".venv", "local.settings.json", "Makefile", "azure.yaml"}
    assert not [name for name in files if "__pycache__" in name]


def test_a_package_says_which_functions_it_makes(tmp_path):
    """Its own files are enough, and nothing of this environment helps."""
    package = tmp_path / PACKAGE
    write_archive(package, {"function_app.py": APP, f"{FOLDER}/library.py": b"NAMES = ['one', 'two']\n"})

    assert function_names(package) == ("one", "two")


def test_a_package_without_one_of_its_libraries_is_refused(tmp_path):
    """What happens to lie in our own environment does not count."""
    package = tmp_path / PACKAGE
    write_archive(package, {"function_app.py": b"import pydantic\n"})

    with pytest.raises(BadPackage, match="No module named 'pydantic'"):
        function_names(package)


APP = b"""
import library

class Function:
    def __init__(self, name):
        self.get_function_name = lambda: name

class App:
    def get_functions(self):
        return [Function(each) for each in library.NAMES]

app = App()
"""
