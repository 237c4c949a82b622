"""The app's triggers, wired to the stand-ins as in any deployment: by its environment."""

import base64

import pytest

from infra.local.issuer.people import ISSUED_TO, PEOPLE
from shared import wiring
from shared.domain.ids import parse_tenant_id, sha256_of
from shared.domain.tenancy import PartnerKey, Reviewer, TenantProfile
from tests.stand_ins import COSMOS_KEY, StandIns

TENANT = parse_tenant_id("11111111-2222-4333-8444-555555555555")
SECRET = "correct horse"
PORTAL = "http://127.0.0.1/api/portal"
CREDENTIAL = f"{TENANT}.k1.{SECRET}"


@pytest.fixture(scope="session")
def stand_ins(tmp_path_factory):
    with StandIns(tmp_path_factory.mktemp("blobs")) as running:
        yield running


@pytest.fixture(scope="session")
def environment(stand_ins):
    """The app's settings for these stand-ins."""
    if not stand_ins.blob_connection:
        pytest.skip("Azurite is not installed: run `make test`")
    return {
        "INVOICE_REGION": "here",
        "Storage": stand_ins.blob_connection,
        "ServiceBus": stand_ins.bus_connection,
        "Cosmos": f"AccountEndpoint=http://127.0.0.1:{stand_ins.cosmos_port}/;AccountKey={COSMOS_KEY};",
        "KeyVault": stand_ins.vault_connection,
        "INVOICE_COSMOS_DATABASE": "contracts",
        "DocumentIntelligence__endpoint": f"http://127.0.0.1:{stand_ins.analysis_port}/",
        "DocumentIntelligence__key": "local",
        "INVOICE_ANALYSIS_POLLING_S": "0.05",
        "INVOICE_PORTAL_URL": PORTAL,
        "INVOICE_SIGN_IN_ISSUER": stand_ins.issuer,
        "INVOICE_SIGN_IN_CLIENT_ID": ISSUED_TO,
        "INVOICE_SESSION_SECRET": base64.b64encode(bytes(32)).decode(),
    }


@pytest.fixture(scope="session")
def app(environment):
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environment.items():
            patch.setenv(name, value)
        application = wiring.app()
    profile = TenantProfile(
        tenant_id=TENANT,
        name="Muster",
        home_region="here",
        reviewers=(Reviewer(reviewer_id="r1", name="Ada", email="ada@example.com"), *PEOPLE),
        partner_keys=(
            PartnerKey(
                key_id="k1",
                label="test",
                secret_sha256=sha256_of(SECRET.encode()),
            ),
        ),
    )
    application.tenants.save(profile)
    yield application
    application.close()
    wiring.app.cache_clear()
    if wiring.proof_app.cache_info().currsize:
        wiring.proof_app().close()
        wiring.proof_app.cache_clear()


@pytest.fixture
def scope(app):
    return app.admission.admit(TENANT)
