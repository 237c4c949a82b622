"""Each port's contract runs on its fake, and on its Azure adapter over the stand-ins."""

import uuid
from datetime import UTC, datetime

import pytest

from shared.domain.ids import parse_tenant_id
from shared.domain.tenancy import Admission, TenantProfile
from tests.stand_ins import StandIns

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def stand_ins(tmp_path_factory):
    with StandIns(tmp_path_factory.mktemp("blobs")) as running:
        yield running


class Directory:
    """Knows every tenant."""

    def find(self, tenant_id):
        return TenantProfile(tenant_id=tenant_id, name="Tenant", home_region="here")


def new_scope():
    """Return a scope of a tenant that nobody used before."""
    return Admission(Directory(), region="here").admit(parse_tenant_id(str(uuid.uuid4())))


@pytest.fixture
def scope():
    return new_scope()


@pytest.fixture
def stranger():
    return new_scope()


def on_azure(request):
    """Return the stand-ins for the adapter's half of a contract."""
    return request.getfixturevalue("stand_ins")


def container_of(request, name):
    return on_azure(request).database.get_container_client(name)


def blob_service_of(request):
    running = on_azure(request)
    if not running.blob_connection:
        pytest.skip("Azurite is not installed: run `make test`")
    return running.blobs
