"""The models of the OCR reader, as they ship inside the package `rapidocr`; nothing is ever fetched."""

import ctypes
import importlib.util
import sys
import unicodedata
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

_PACKAGE = "rapidocr"
"""Apache-2.0. Only its model files are used: its own code would load ten packages more."""

_DETECTION = "PP-OCRv6_det_small.onnx"
_RECOGNITION = "PP-OCRv6_rec_small.onnx"
_DIRECTION = "ch_ppocr_mobile_v2.0_cls_mobile.onnx"

_MMAP_THRESHOLD, _TRIM_THRESHOLD = -3, -1
"""Names of options in malloc.h."""

_LARGE_BLOCK_BYTES = 8_000_000
"""A picture, or an early layer's output: parting smaller ones too costs a third more time."""

_HEAP_KEPT_BYTES = 256_000_000
"""Of the heap while a page is read: giving back and asking again costs a tenth more time."""

_SIGNS = frozenset(
    "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜÝàáâãäåæçèéêëìíîïñòóôõöøùúûüýÿßŒœ"
    "ĄąĆćĘęŁłŃńŚśŹźŻżČčŠšŽžŐőŰűĂăŞşŢţĞğİı€£¥¢§°ºª²³½¼¾±×·•–—‘’“”„«»¿¡™®©…№"  # noqa: RUF001 - these are what is meant
)
"""Beyond ASCII, what the languages of the vocabulary print; every further accent invites a misreading."""


class Network:
    """One model, ready to run."""

    def __init__(self, session: Any) -> None:
        self._session = session
        self._input = session.get_inputs()[0].name

    def run(self, batch: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the model's first output for a batch of pictures (batch, channel, row, column)."""
        output: NDArray[np.float32] = self._session.run(None, {self._input: batch})[0]
        return output

    def note(self, name: str) -> str:
        """Return what the model's makers wrote into it under this name."""
        written: str = self._session.get_modelmeta().custom_metadata_map[name]
        return written


class Alphabet(NamedTuple):
    """The classes of the recognition model that are used, and the letter of each; the first is none."""

    classes: NDArray[np.intp]
    letters: tuple[str, ...]


class Models(NamedTuple):
    """What it takes to read a picture."""

    detection: Network
    """Where text stands."""
    recognition: Network
    """What a line of text says."""
    direction: Network
    """Whether a line of text is upside down."""
    alphabet: "Alphabet"
    """What the classes of `recognition` stand for."""


@cache
def load_models(threads: int) -> Models:
    """Return the models, loaded once in a process; each runs on `threads` threads."""
    _part_large_blocks()
    detection, recognition, direction = (
        _load(name, threads) for name in (_DETECTION, _RECOGNITION, _DIRECTION)
    )
    return Models(detection, recognition, direction, latin(recognition.note("character").splitlines()))


def latin(letters: Sequence[str]) -> Alphabet:
    """
    Return the classes that stand for letters, figures and marks of the languages that can be read.

    The model also knows 18,000 Chinese characters, and sees them in smudges and asterisks. Its class 0 is no
    letter, its last a space.
    """
    used = [
        (0, ""),
        *((number, letter) for number, letter in enumerate(letters, start=1) if _is_latin(letter)),
        (len(letters) + 1, " "),
    ]
    return Alphabet(np.array([number for number, _ in used]), tuple(letter for _, letter in used))


def _is_latin(letter: str) -> bool:
    plain = unicodedata.normalize("NFKC", letter)
    return len(letter) == 1 and all(sign.isascii() or sign in _SIGNS for sign in plain)


def give_memory_back() -> None:
    """
    Let the C library return free memory to the system (malloc_trim(3)); call it after each page.

    Left alone it keeps what a page needed in pieces too small for the next one: a child that has read some
    dozens of pages holds 700 MB instead of 150.
    """
    trim = _c_library("malloc_trim")
    if trim is not None:
        trim(0)


def _part_large_blocks() -> None:
    """
    Let the C library map large blocks apart from the heap for good (mallopt(3)).

    Left alone it stops doing so after the first ones, and the heap grows by gaps that no later layer fits,
    until the address space that a child may have is used up.
    """
    option = _c_library("mallopt")
    if option is not None:
        option(_MMAP_THRESHOLD, _LARGE_BLOCK_BYTES)
        option(_TRIM_THRESHOLD, _HEAP_KEPT_BYTES)


def _c_library(name: str) -> Any:
    """Return a function of the GNU C library, or None on a system that has another one."""
    return getattr(ctypes.CDLL(None), name, None) if sys.platform == "linux" else None


def _load(name: str, threads: int) -> Network:
    import onnxruntime  # type: ignore[import-untyped]

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    # An arena would keep what the largest page ever needed.
    options.enable_cpu_mem_arena = False
    options.log_severity_level = 4
    return Network(
        onnxruntime.InferenceSession(str(_folder() / name), options, providers=["CPUExecutionProvider"])
    )


def _folder() -> Path:
    # Found without being imported: its import alone takes half a second and 100 MB.
    spec = importlib.util.find_spec(_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        message = f"The package {_PACKAGE}, which holds the models, is not installed."
        raise ModuleNotFoundError(message)
    return Path(spec.submodule_search_locations[0]) / "models"
