"""Run the stand-in alone: `python -m infra.local.cosmos --port 8081 --state DIR`."""

import argparse
from pathlib import Path

import uvicorn

from infra.local.cosmos.application import application


def main() -> None:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(description="Cosmos DB stand-in")
    parser.add_argument("--port", type=int, default=8081)
    parser.add_argument("--state", type=Path, default=None, help="folder that keeps the documents")
    options = parser.parse_args()
    path = options.state / "cosmos.db" if options.state else None
    uvicorn.run(application(path), host="127.0.0.1", port=options.port, log_level="warning")


if __name__ == "__main__":
    main()
