"""The Functions app: blueprints only. Indexing this file is the deployment, so nothing else happens here."""

import azure.functions as func

from shared.triggers import (
    dead_letters,
    drop,
    invoices,
    policy,
    portal,
    proof,
    retention,
    review,
    stages,
    upkeep,
    vendors,
)

app = func.FunctionApp(http_auth_level=func.AuthLevel.FUNCTION)

for each in (invoices, review, retention, policy, portal, drop, stages, dead_letters, proof, vendors, upkeep):
    app.register_functions(each.blueprint)
