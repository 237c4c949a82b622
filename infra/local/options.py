"""What one start of the bench is asked to do, and what it says once it runs."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from infra.local.ports import Ports
from infra.local.standalone import HOST

ROOT = Path(__file__).parents[2]
"""The working copy this bench is part of."""

STATE_DIR = ROOT / ".local"
"""Where a bench keeps everything, unless told otherwise."""

INSTANCES_DEFAULT = 2
"""As many as show that the app shares nothing in memory."""

INSTANCES_MAX = 16
"""Each is a whole interpreter with the app loaded, some 150 MB."""

REPORT_FILE = "bench.json"


class BenchOptions(BaseModel):
    """The command line of a bench, checked."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    state_dir: Path
    """Absolute; made when absent."""
    ports: Ports = Ports()
    instances: Annotated[int, Field(ge=1, le=INSTANCES_MAX)] = INSTANCES_DEFAULT
    """Of the Functions app."""
    settings: Mapping[str, str] = {}
    """App settings that replace the bench's own."""
    verbose: bool = False
    """Whether the terminal shows what the host says."""


class BenchReport(BaseModel):
    """A running bench, as it describes itself to people and programs."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    pid: int
    """Of the bench itself; its children end with it."""
    state_dir: Path
    ports: Ports
    tenant_id: str
    """The demo tenant's."""

    @property
    def api_url(self) -> str:
        """Where the app's routes begin."""
        return f"http://{HOST}:{self.ports.http}/api"

    def describe(self, credential_file: Path) -> str:
        """Return what a person needs to use the bench."""
        mails = f"http://{HOST}:{self.ports.mail}/"
        return f"""\
  API        {self.api_url}/v1/invoices
  OpenAPI    {self.api_url}/openapi.json
  Portal     {self.api_url}/portal
  Mails      {mails}
  Tenant     {self.tenant_id}
  Key        {credential_file}
  Logs       {self.state_dir / "host.log"}

  curl -H "Authorization: Bearer $(cat {credential_file})" \\
       -H "Content-Type: application/pdf" --data-binary @invoice.pdf {self.api_url}/v1/invoices"""
