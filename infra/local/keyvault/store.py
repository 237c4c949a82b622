"""The vault's file."""

import os
from pathlib import Path

from pydantic import ValidationError

from infra.local.errors import StandInError
from infra.local.keyvault.records import VaultState


class VaultFile:
    """One JSON file, replaced whole at each change: on disk is always the old vault or the new one."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def load(self) -> VaultState:
        """
        Return the vault as last saved, an empty one when there is no file.

        Raises:
            StandInError: the file is not a vault.
        """
        try:
            return VaultState.model_validate_json(self._file.read_bytes())
        except FileNotFoundError:
            return VaultState()
        except ValidationError as error:
            raise StandInError(f"{self._file} is not a vault: restore it or remove it") from error

    def save(self, state: VaultState) -> None:
        """Replace the vault; when this returns it survives the end of the machine."""
        self._file.parent.mkdir(parents=True, exist_ok=True)
        temporary = self._file.with_suffix(".new")
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(state.model_dump_json(exclude_none=True).encode())
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(self._file)
        _sync_folder(self._file.parent)


def _sync_folder(folder: Path) -> None:
    # The new name is in the folder, which is a file of its own.
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
