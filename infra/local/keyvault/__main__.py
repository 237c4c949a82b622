"""`python -m infra.local.keyvault`: serve a vault of keys on loopback."""

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from infra.local.keyvault.application import application
from infra.local.keyvault.certificate import ensure_certificate
from infra.local.keyvault.store import VaultFile
from infra.local.keyvault.vault import Vault
from infra.local.standalone import Options, run, serving

DEFAULT_PORT = 8443


@asynccontextmanager
async def _open(options: Options) -> AsyncIterator[str]:
    certificate = ensure_certificate(options.state_dir)
    vault = Vault(VaultFile(options.state_dir / "vault.json"))
    async with serving(application(vault), port=options.port, certificate=certificate) as port:
        yield f"https://127.0.0.1:{port} (certificate {certificate.certificate_file})"


if __name__ == "__main__":
    sys.exit(run("keyvault", "Serve Azure Key Vault keys on loopback.", DEFAULT_PORT, _open))
