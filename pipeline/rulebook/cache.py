"""Checked rules, kept between processes: reading and checking 77,000 rows takes longer than a short article.

They lie in the user's own cache folder (`$XDG_CACHE_HOME/shuzhai`, else `~/.cache/shuzhai`) under a checksum of all that
they were made from, so they are never stale. Only what nobody else can have written is read; where there is no such
folder, or no room in it, rules are simply loaded anew.
"""

from __future__ import annotations

import os
import pickle
import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import blake2b
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from pipeline.config import PACKAGE
from pipeline.rulebook.layers import FILES, Layers
from pipeline.rulebook.table import uncollected

#: sets of rules that are kept, the latest ones: the built-in, and one or two of an analyst's
_MOST = 4
_DIGEST = 32
_OTHERS_WRITE = 0o022


def key_of(layers: Layers) -> str:
    """A checksum of every rule file, of the code that reads them, and of what that code rests on."""
    digest = blake2b(f"{sys.version} {_regex()}".encode(), digest_size=_DIGEST)
    code = [path for name in ("rulebook", "model") for path in sorted((PACKAGE / name).glob("*.py"))]
    for path in (*code, *(folder / name for folder in layers.folders for name in FILES)):
        data = path.read_bytes() if path.is_file() else b""
        digest.update(f"{path} {len(data)}\0".encode("utf-8", "surrogateescape"))
        digest.update(data)
    return digest.hexdigest()


def _regex() -> str:
    """The installed version of `regex`, as its folder of metadata is named: `importlib.metadata` would take a fifth of the time
    that the rules take."""
    found = find_spec("regex")
    folder = Path(found.origin).parents[1] if found and found.origin else PACKAGE
    return " ".join(sorted(path.name for path in folder.glob("regex-*.*-info")))


def read(key: str) -> Any:
    """What was kept under `key`; None where there is nothing, or nothing to be trusted."""
    try:
        with _folder() as folder, os.fdopen(os.open(key, os.O_RDONLY | os.O_NOFOLLOW, dir_fd=folder), "rb") as file:
            _check(os.fstat(file.fileno()))
            digest, data = file.read(_DIGEST), file.read()
    except OSError:
        return None
    if blake2b(data, digest_size=_DIGEST).digest() != digest:
        return None
    with uncollected():
        return pickle.loads(data)


def keep(key: str, value: Any) -> None:
    """Keeps `value` under `key`, whole or not at all, whoever else writes; silently not where nothing can be written."""
    data = pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
    with suppress(OSError), _folder(make=True) as folder:
        draft = f"{key}.{secrets.token_hex(8)}"
        try:
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600, dir_fd=folder), "wb") as file:
                file.write(blake2b(data, digest_size=_DIGEST).digest() + data)
            os.rename(draft, key, src_dir_fd=folder, dst_dir_fd=folder)
        except OSError:
            os.unlink(draft, dir_fd=folder)
        _tidy(folder)


@contextmanager
def _folder(*, make: bool = False) -> Iterator[int]:
    """A descriptor of the cache folder; an OSError where there is none that belongs to this user alone."""
    if not hasattr(os, "getuid"):
        raise OSError("no owner of files can be told")
    base = os.environ.get("XDG_CACHE_HOME", "")
    path = Path(base if Path(base).is_absolute() else os.path.expanduser("~/.cache")) / "shuzhai"  # noqa: PTH111  raises nothing
    if make:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        _check(os.fstat(folder))
        yield folder
    finally:
        os.close(folder)


def _check(found: os.stat_result) -> None:
    if found.st_uid != os.getuid() or found.st_mode & _OTHERS_WRITE:
        raise PermissionError("others can write here")


def _tidy(folder: int) -> None:
    """Removes all but the latest."""
    names = sorted(os.listdir(folder), key=lambda name: os.stat(name, dir_fd=folder).st_mtime_ns)
    for name in names[:-_MOST]:
        os.unlink(name, dir_fd=folder)
