"""
Make what a deployment would have made: containers, and a tenant to try with. Runs as a child of the bench.

`python -m infra.local.provision STATE_DIR MAIL_PORT` on a lifeline, with the app's settings in the
environment. It waits to be told that the stand-ins serve. Repeating it changes nothing.
"""

import sys
from pathlib import Path

from infra.local import lifeline
from infra.local.standalone import HOST
from infra.local.tenant import DemoTenant
from shared.adapters.azure.blobs import ensure_shelves
from shared.adapters.azure.checkpoints import CONTAINER
from shared.adapters.azure.cosmos import ensure_containers
from shared.adapters.azure.tenants import CosmosTenants
from shared.settings import Settings
from shared.wiring import NOTARY_KEY, SEALING_KEY, SESSION_KEY, connect

DROP = "drop"
"""The inbox's container; the others are the app's own shelves."""


def provision(settings: Settings, tenant: DemoTenant, *, webhook_url: str) -> None:
    """Make every container and key, and write the demo tenant's profile. Raises Unavailable."""
    clients = connect(settings)
    ensure_containers(clients.cosmos, settings.cosmos_database)
    ensure_shelves(clients.blobs, DROP, CONTAINER)
    for name in (SESSION_KEY, NOTARY_KEY):
        clients.vault.ensure_key(name)
    clients.vault.ensure_wrapping_key(SEALING_KEY)
    database = clients.cosmos.get_database_client(settings.cosmos_database)
    CosmosTenants(database.get_container_client("tenants")).save(tenant.profile(webhook_url=webhook_url))


def main() -> None:
    """Provision the bench that the arguments and the environment name."""
    state_dir, mail_port = Path(sys.argv[1]), int(sys.argv[2])
    lifeline.await_go()
    tenant = DemoTenant.load_or_create(state_dir)
    provision(Settings.load(), tenant, webhook_url=f"http://{HOST}:{mail_port}/hooks/demo")


if __name__ == "__main__":
    main()
