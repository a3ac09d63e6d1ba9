"""A folder or file here or on an object store, by one interface: pyarrow's file systems, and fsspec's for all others."""

from __future__ import annotations

import io
import os
import shutil
import stat
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from pipeline.errors import ReadError, UsageError
from pipeline.exchange.parquet import libraries
from pipeline.readers.corpus import check_size, is_passed_over, read_bytes, walked
from pipeline.writers.whole import replacing

_BUFFER = 1 << 20


@dataclass(frozen=True, slots=True)
class Found:
    """A file of the input: its path below the place, size in bytes, time of change in nanoseconds (-1: the store has none)."""

    name: str
    size: int
    changed: int


class Place:
    """What stands at an address: `/data/news`, `s3://bucket/news`, `gs://…`, `hdfs://…`, or any scheme that fsspec knows.

    Travels as its address. Raises `UsageError` for an address that leads to no file system.
    """

    def __init__(self, address: str) -> None:
        libraries()
        self.local = None if "://" in address else Path(os.path.abspath(address))  # noqa: PTH100  Path would keep ..
        self.address = str(self.local or address.rstrip("/"))
        self._fs, self._root = _file_system(self.address)

    def __reduce__(self) -> tuple[type[Place], tuple[str]]:
        return Place, (self.address,)

    def split(self) -> tuple[Place, str]:
        """The folder that this place is in, and its name there."""
        address, mark, query = self.address.partition("?")
        folder, _, name = address.replace(os.sep, "/").rpartition("/")
        return Place(f"{folder or '/'}{mark}{query}"), name

    def is_within(self, other: Place) -> bool:
        """Whether this place is the other, or lies below it."""
        return f"{self._root}/".startswith(f"{other._root.rstrip('/')}/") and type(self._fs) is type(other._fs)

    # -- what is there

    def kind(self) -> str:
        """`folder`, `file` or nothing. An object store has folders only where something is in them."""
        from pyarrow.fs import FileType  # noqa: PLC0415

        found = {FileType.Directory: "folder", FileType.File: "file"}
        try:
            return found.get(self._fs.get_file_info(self._root).type, "")
        except OSError as error:
            raise UsageError(f"{self.address} cannot be reached: {error}") from error

    def found(self, names: Sequence[str]) -> list[Found | None]:
        """The files of these names; None for one that is not there."""
        if self.local:
            return [_stat(self.local, name) for name in names]
        told = self._fs.get_file_info([self._path(name) for name in names]) if names else []
        return [
            Found(name, info.size, info.mtime_ns or -1) if info.is_file else None
            for name, info in zip(names, told, strict=True)
        ]  # fmt: skip

    def walked(self, wanted: Callable[[str], bool]) -> Iterator[str]:
        """Names of the files below whose own name is wanted, folder by folder, each in order of names."""
        return walked(self.local, wanted) if self.local else self._walked("", wanted)

    def _walked(self, below: str, wanted: Callable[[str], bool]) -> Iterator[str]:
        for info in self._listed(below):
            if is_passed_over(info.base_name):
                continue
            name = f"{below}{info.base_name}"
            if not info.is_file:
                yield from self._walked(f"{name}/", wanted)
            elif wanted(info.base_name):
                yield name

    def names(self, folder: str) -> list[str]:
        """Names of the files in a folder of this place, in order; none where there is no such folder."""
        return [info.base_name for info in self._listed(folder) if info.is_file]

    def _listed(self, folder: str) -> list[Any]:
        from pyarrow.fs import FileSelector  # noqa: PLC0415

        listed = self._fs.get_file_info(FileSelector(self._path(folder.rstrip("/")), allow_not_found=True))
        return sorted(listed, key=lambda info: str(info.base_name))

    # -- reading

    def bytes_of(self, name: str) -> bytes:
        """A whole file; raises `ReadError` as an article that cannot be read does."""
        if self.local:
            return read_bytes(self.local / name)
        try:
            with self._fs.open_input_file(self._path(name)) as file:
                check_size(file.size())
                return bytes(file.read())
        except FileNotFoundError as error:
            raise ReadError("it is no longer there") from error

    def text_of(self, name: str) -> str:
        """A small file of our own; raises `FileNotFoundError`."""
        with self._fs.open_input_stream(self._path(name)) as file:
            return bytes(file.read()).decode()

    def opened(self, name: str) -> Any:
        """A file for reading at any place."""
        return self._fs.open_input_file(self._path(name))

    def lines_at(self, name: str, start: int) -> IO[bytes]:
        """A file from one of its bytes on."""
        file = self.opened(name)
        file.seek(start)
        return io.BufferedReader(file, _BUFFER)

    def unpacked_lines(self, name: str) -> IO[bytes]:
        """A file from its beginning, without the compression that its ending tells of (.gz, .zst)."""
        return io.BufferedReader(self._fs.open_input_stream(self._path(name), compression="detect"), _BUFFER)

    # -- writing

    @contextmanager
    def putting(self, names: Sequence[str]) -> Iterator[Path]:
        """A local folder to write the files `names` in; they take their places here, in this order, when the block ends well."""
        if self.local:
            for name in names:
                (self.local / name).parent.mkdir(parents=True, exist_ok=True)
            with replacing(self.local, names) as waiting:
                _make_parents(waiting, names)
                yield waiting
            return
        with tempfile.TemporaryDirectory(prefix="shuzhai-") as temporary:
            waiting = Path(temporary)
            _make_parents(waiting, names)
            yield waiting
            for name in names:  # an object is there when its upload is complete, not before
                self._upload(waiting / name, name)

    def _upload(self, source: Path, name: str) -> None:
        parent = self._path(name).rpartition("/")[0]
        if not self.address.startswith(("s3://", "gs://", "gcs://")):  # these have no folders to make
            self._fs.create_dir(parent, recursive=True)
        with source.open("rb") as file, self._fs.open_output_stream(self._path(name)) as target:
            shutil.copyfileobj(file, target, _BUFFER)

    def put(self, name: str, text: str) -> None:
        """One small file, whole."""
        with self.putting([name]) as waiting:
            (waiting / name).write_text(text, encoding="utf-8", newline="\n")

    def remove(self, names: Sequence[str]) -> None:
        """Deletes files; those that are not there are no fault."""
        for file in self.found(list(dict.fromkeys(names))):
            if file is not None:
                with suppress(FileNotFoundError):  # another attempt at the same shard was faster
                    self._fs.delete_file(self._path(file.name))

    def remove_folder(self, name: str) -> None:
        """Deletes a folder and all in it; that there is none is no fault."""
        with suppress(FileNotFoundError):
            self._fs.delete_dir(self._path(name))

    def sweep(self) -> None:
        """Removes what a killed worker left half written here."""
        for path in self.local.glob(".writing-*") if self.local else ():
            shutil.rmtree(path, ignore_errors=True)

    def _path(self, name: str) -> str:
        return f"{self._root}/{name}" if name else self._root


def _stat(folder: Path, name: str) -> Found | None:
    path = folder / name
    try:
        told = path.stat()
    except OSError:
        return None
    return Found(name, told.st_size, told.st_mtime_ns) if stat.S_ISREG(told.st_mode) else None


def _make_parents(folder: Path, names: Sequence[str]) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)


def _file_system(address: str) -> tuple[Any, str]:
    """The file system of an address, and the path in it."""
    from pyarrow import ArrowInvalid  # noqa: PLC0415
    from pyarrow.fs import FileSystem, FSSpecHandler, LocalFileSystem, PyFileSystem  # noqa: PLC0415

    if "://" not in address:
        return LocalFileSystem(), address.replace(os.sep, "/")
    scheme = address.partition("://")[0]
    try:
        system, path = FileSystem.from_uri(address)
        return system, path.rstrip("/")
    except ArrowInvalid as error:
        if "Unrecognized filesystem" not in str(error):
            raise UsageError(f"{address}: {error}") from error
    try:
        from fsspec.core import url_to_fs  # noqa: PLC0415  only for the schemes that pyarrow does not know

        system, path = url_to_fs(address)
    except (ImportError, ValueError) as error:
        raise UsageError(f"{address}: no file system for {scheme}://; {error}") from error
    return PyFileSystem(FSSpecHandler(system)), path.rstrip("/")
