"""What the programs of backups do with the machine they run on: folders, settings, locks, other programs."""

from __future__ import annotations

import fcntl
import os
import shlex
import signal
import subprocess
import sys
from contextlib import contextmanager
from types import FrameType, TracebackType
from typing import IO, Any, Callable, Iterator, Mapping, NoReturn, Sequence

from reason import reason

# Decoded JSON.
Json = Any

# Another root than the machine's own; tests give one.
ROOT = os.environ.get("RUCHE_ROOT", "")


class Failure(Exception):
    """Something cannot be done: what people are told, and the status with which the program ends."""

    def __init__(self, message: str, status: int = 1) -> None:
        super().__init__(message)
        self.status = status


class Problem(Exception):
    """Another program failed: all that it said."""


# What ends a step, and is told with its reason.
FAILED = (Problem, OSError)


def settings(path: str) -> dict[str, str]:
    """The settings of a file that the shell can read as well: words of the form `name=value`; the last one counts."""
    with open(path, encoding="utf-8") as file:
        words = shlex.split(file.read(), comments=True)
    return {name: value for name, _, value in (word.partition("=") for word in words)}


_scratch: list[str] = []


def scratch() -> str:
    """A folder that is gone when the program has ended."""
    if not _scratch:
        import tempfile

        _scratch.append(tempfile.mkdtemp(dir=f"{ROOT}/run"))
    return _scratch[0]


def remove(*paths: str) -> None:
    """Removes files and folders. Like `move` it is a program, so that a test can stop between two of them."""
    with Process(["rm", "-rf", *paths]) as process:
        process.check()


def move(path: str, to: str) -> None:
    """Moves a file or folder in one step; never into a folder that is there already."""
    with Process(["mv", "-T", path, to]) as process:
        process.check()


def write(path: str, text: str) -> None:
    """Writes a file in one step: readers see the old or the new one."""
    with open(f"{path}.new", "w", encoding="utf-8") as file:
        file.write(text)
    os.replace(f"{path}.new", path)


@contextmanager
def locked(path: str, kind: int, wait: int | None, flags: int = os.O_RDONLY) -> Iterator[bool]:
    """
    Holds a lock on a file, or yields False when others hold it for longer than `wait` seconds (None: for ever).

    It ends with this program, with the programs that it started, and with the machine. Programs that were started
    hold it as well: what one that was killed has begun may go on for a while, and nobody may begin beside it.
    """
    descriptor = os.open(path, flags, 0o600)
    try:
        os.set_inheritable(descriptor, True)
        yield take_lock(descriptor, kind, wait)
    finally:
        os.close(descriptor)


def take_lock(descriptor: int, kind: int, wait: int | None) -> bool:
    """Whether the lock was got within `wait` seconds (None: waits for ever)."""
    if wait == 0:
        try:
            fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
            return True
        except BlockingIOError:
            return False

    def end(number: int, frame: FrameType | None) -> NoReturn:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, end)
    signal.alarm(wait or 0)
    try:
        fcntl.flock(descriptor, kind)
        return True
    except TimeoutError:
        return False
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


class Process:
    """
    Another program that runs. As a context it ends with its block: it is waited for, and stopped where the block fails.

    `said_in` is a file to which helpers of the program write what they have to say. `together`: standard error goes to
    standard output.
    """

    def __init__(
        self,
        words: Sequence[str],
        stdin: int | IO[bytes] = subprocess.DEVNULL,
        stdout: int | IO[bytes] = subprocess.DEVNULL,
        environment: Mapping[str, str] | None = None,
        said_in: str | None = None,
        together: bool = False,
    ) -> None:
        import tempfile

        self._errors = tempfile.TemporaryFile(dir=scratch())
        self._said_in = said_in
        try:
            # Locks are inherited; all other files that are open here are not inheritable.
            self._process = subprocess.Popen(
                words,
                stdin=stdin,
                stdout=stdout,
                stderr=subprocess.STDOUT if together else self._errors,
                env={**os.environ, **(environment or {})},
                close_fds=False,
            )
        except OSError as error:
            raise Problem(f"error: {words[0]} cannot be started: {error.strerror}") from error

    def __enter__(self) -> Process:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None and not stream.closed:
                _close(stream)
        if kind is not None:
            self.stop()
        self._process.wait()
        self._errors.close()

    def stop(self) -> None:
        """Ends it before its time."""
        self._process.terminate()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            # Docker passes the signal on and waits for a container that may not listen to it.
            self._process.kill()

    @property
    def stdin(self) -> IO[bytes]:
        assert self._process.stdin is not None
        return self._process.stdin

    @property
    def stdout(self) -> IO[bytes]:
        assert self._process.stdout is not None
        return self._process.stdout

    def give(self, text: bytes, last: bool = True) -> None:
        """Writes to its standard input, which then ends unless more comes. A program that reads no more has failed."""
        try:
            self.stdin.write(text)
            self.stdin.flush()
        except BrokenPipeError:
            pass
        if last:
            _close(self.stdin)

    def status(self) -> int:
        """Its status, once it has ended; 128 and the signal that ended it."""
        status = self._process.wait()
        return status if status >= 0 else 128 - status

    def said(self) -> str:
        """What it said on standard error: the beginning and the end, where that is long."""
        text = _beginning_and_end(self._errors)
        if self._said_in is not None and self.status() != 0:
            with open(self._said_in, "rb") as file:
                text += _beginning_and_end(file)
        return text

    def check(self) -> None:
        """Waits for it. Raises Problem when it failed."""
        if self.status() != 0:
            raise Problem(self.said())


def answer(words: Sequence[str], given: bytes | None = None) -> str:
    """What a program prints, which must be short. Raises Problem when it fails."""
    source = subprocess.DEVNULL if given is None else subprocess.PIPE
    with Process(words, stdin=source, stdout=subprocess.PIPE) as process:
        if given is not None:
            process.give(given)
        text = process.stdout.read().decode(errors="replace")
        process.check()
        return text


def succeeds(words: Sequence[str]) -> bool:
    """Whether a program ends well; what it says is dropped."""
    with Process(words) as process:
        return process.status() == 0


def _close(stream: IO[bytes]) -> None:
    try:
        stream.close()
    except BrokenPipeError:
        pass


def _beginning_and_end(file: IO[bytes], size: int = 1 << 17) -> str:
    file.seek(0, os.SEEK_END)
    left = file.tell()
    file.seek(0)
    text = file.read(size)
    if left > 2 * size:
        file.seek(left - size)
    return (text + file.read(size)).decode(errors="replace")


def tell(message: str) -> None:
    """Says something to people on standard error."""
    print(message, file=sys.stderr, flush=True)


# A verb's function, and the fewest and the most words that follow the verb.
Verb = tuple[Callable[..., "int | None"], int, int]


def run(verbs: Mapping[str, Verb], usage: str, words: Sequence[str]) -> int:
    """Does what the words ask for. Returns the program's status."""
    os.umask(0o077)
    os.environ.update({"TZ": "UTC", "LC_ALL": "C.UTF-8", "RESTIC_CACHE_DIR": f"{ROOT}/var/cache/ruche/restic"})

    ended_by: list[int] = []

    def end(number: int, frame: FrameType | None) -> NoReturn:
        ended_by.append(number)
        sys.exit(128 + number)

    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        if signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, end)
    verb, fewest, most = verbs.get(words[0] if words else "", (None, 0, 0))
    try:
        if verb is None or not fewest <= len(words) - 1 <= most:
            raise Failure(f"usage: {usage}", 2)
        return verb(*words[1:]) or 0
    except Failure as failure:
        tell(str(failure))
        return failure.status
    except Problem as problem:
        tell(reason(str(problem)))
        return 1
    except OSError as error:
        tell(str(error))
        return 1
    finally:
        if _scratch:
            import shutil

            shutil.rmtree(_scratch[0], ignore_errors=True)
        # What was started is stopped, and nothing is left: now it ends as if the signal had not been caught.
        for caught in ended_by:
            signal.signal(caught, signal.SIG_DFL)
            os.kill(os.getpid(), caught)
