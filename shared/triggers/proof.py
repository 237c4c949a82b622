"""What vouches for the logs, by itself: the notary and the verifier."""

import azure.functions as func

blueprint = func.Blueprint()


@blueprint.timer_trigger("timer", schedule="%INVOICE_NOTARY_SCHEDULE%", run_on_startup=False)
def notary(timer: func.TimerRequest) -> None:
    """
    Sign how far each tenant's log has come.

    Deploy it as an app of its own, with its own identity, and switch it off here
    (`AzureWebJobs.notary.Disabled`): the app that writes the log should not be able to vouch for it.
    """
    from shared.wiring import proof_app

    del timer
    proof_app().notary.run()


@blueprint.timer_trigger("timer", schedule="%INVOICE_VERIFY_SCHEDULE%", run_on_startup=False)
def verify_logs(timer: func.TimerRequest) -> None:
    """Read every log from its first entry, and raise the alarm where it is not what was signed."""
    from shared.wiring import proof_app

    del timer
    proof_app().verify_logs.run()
