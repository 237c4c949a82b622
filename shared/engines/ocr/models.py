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

_ARENA_GROWS_AS_ASKED = 1
"""Of ONNX Runtime's strategies: its default doubles what it holds, which a child may not."""

_LEAST = (1, 3, 48, 192)
"""Shape of the smallest picture that the direction model takes."""

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

    def give_memory_back(self) -> None:
        """Let go of what all networks of this process hold beyond their weights."""
        import onnxruntime  # type: ignore[import-untyped]

        options = onnxruntime.RunOptions()
        options.add_run_config_entry("memory.enable_memory_arena_shrinkage", "cpu:0")
        self._session.run(None, {self._input: np.zeros(_LEAST, np.float32)}, options)

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
    _share_arena()
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


def give_memory_back(models: Models) -> None:
    """
    Return what reading a page needed to the system; call it after each page.

    Left alone, the networks and the C library (malloc_trim(3)) keep what the largest page so far needed.
    """
    models.direction.give_memory_back()
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim is not None:
            trim(0)


@cache
def _share_arena() -> None:
    """
    Let all networks of this process take their memory from one place.

    Asked of the system layer by layer, it costs a quarter more time.
    """
    import onnxruntime

    place = onnxruntime.OrtMemoryInfo(
        "Cpu", onnxruntime.OrtAllocatorType.ORT_ARENA_ALLOCATOR, 0, onnxruntime.OrtMemType.DEFAULT
    )
    growth = onnxruntime.OrtArenaCfg({"arena_extend_strategy": _ARENA_GROWS_AS_ASKED})
    onnxruntime.create_and_register_allocator(place, growth)


def _load(name: str, threads: int) -> Network:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.add_session_config_entry("session.use_env_allocators", "1")
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
