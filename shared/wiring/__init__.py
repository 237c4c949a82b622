"""The composition root: the only place that names concrete classes. Built once, when first asked."""

from shared.wiring.chain import App, app, build
from shared.wiring.clients import Clients, connect
from shared.wiring.edges import NOTARY_KEY, SEALING_KEY, SESSION_KEY
from shared.wiring.proof import ProofApp, build_proof, proof_app

__all__ = [
    "NOTARY_KEY",
    "SEALING_KEY",
    "SESSION_KEY",
    "App",
    "Clients",
    "ProofApp",
    "app",
    "build",
    "build_proof",
    "connect",
    "proof_app",
]
