"""The command over the stores of a deployment, found by its environment."""

import pytest

from shared.cli.__main__ import main
from shared.domain.ids import parse_tenant_id

pytestmark = pytest.mark.integration


def test_a_client_taken_in_at_a_terminal_is_known_to_the_app(app, environment, monkeypatch, capsys):
    """Operator and app meet in the one directory; the key that is printed admits its owner."""
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    assert main(["tenant", "add", "Müller GmbH"]) == 0
    tenant = parse_tenant_id(capsys.readouterr().out.strip())
    assert main(["tenant", "key", tenant, "--label", "ERP"]) == 0

    scope, _ = app.admission.admit_partner(capsys.readouterr().out.strip())
    assert (scope.profile.name, scope.profile.home_region) == ("Müller GmbH", environment["INVOICE_REGION"])
