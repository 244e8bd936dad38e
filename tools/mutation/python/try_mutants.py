"""Puts every mutant of the Python evaluator and verifier to the vectors.

``try_mutants.py list`` prints them, one line of JSON each. ``try_mutants.py try`` reads their numbers from its standard
input and writes what became of each. Every mutant gets a process of its own, forked from one that has the vectors and
the libraries ready but has not loaded the package yet.
"""

import ast
import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import io
import json
import os
import resource
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import ModuleType

# ready before forking
import hypothesis
import nacl.bindings
import nacl.signing  # noqa: F401
import pytest  # noqa: F401
from mutants import Mutant, mutants_of, mutated

ROOT = Path(__file__).resolve().parents[3]
PACKAGE = "chancery_policy"
FOLDER = ROOT / "policies/synapse" / PACKAGE
# What decides and what verifies; the rest of the package is Synapse's side.
MUTATED = [
    "access_request",
    "chunks",
    "creation",
    "envelope",
    "evaluate",
    "floor",
    "glob",
    "in_force",
    "instant",
    "json_value",
    "matcher",
    "overlay",
    "payload_shape",
    "people",
    "plan",
    "policy_floor",
    "policy_shape",
    "pulse",
    "rule_index",
    "shape",
    "sshsig",
    "strict_json",
    "trusted_policy_set",
    "trusted_root",
    "user_id",
]
TESTS = (
    "test_glob",
    "test_json_value",
    "test_shapes",
    "test_prepared",
    "test_hostile_signatures",
    "test_instant",
    "test_strict_json",
    "test_layer_vectors",
    "test_creation_vectors",
    "test_creation_request",
    "test_floor_vectors",
    "test_policy_floor",
    "test_decision_vectors",
    "test_sizes",
    "test_marks",
    "test_trust",
    "test_envelope_vectors",
)
# As many seconds of the processor may one mutant take before it is taken for one that never ends: all tests together
# take less than one. A clock on the wall is not asked, for the process may be kept waiting, or be suspended.
SECONDS = 6
# A mutant that goes on making things is ended by this many bytes, before the machine is.
MEMORY = 4 * 1024**3


class _Loader(importlib.abc.SourceLoader):
    """Loads one module of the package from a text that is not its file's."""

    def __init__(self, path: Path, text: str) -> None:
        self._path, self._text = path, text

    def get_filename(self, fullname: str) -> str:  # noqa: ARG002
        return str(self._path)

    def get_data(self, path: str | bytes) -> bytes:
        if str(path) == str(self._path):
            return self._text.encode()
        raise OSError(path)  # no cached byte code


class _Finder(importlib.abc.MetaPathFinder):
    def __init__(self, module: str, text: str) -> None:
        self._name, self._loader = f"{PACKAGE}.{module}", _Loader(FOLDER / f"{module}.py", text)

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None,  # noqa: ARG002
        target: ModuleType | None = None,  # noqa: ARG002
    ) -> importlib.machinery.ModuleSpec | None:
        return importlib.util.spec_from_loader(fullname, self._loader) if fullname == self._name else None


def _calls(module: ModuleType) -> Iterator[tuple[str, Callable[[], object]]]:
    """Yield the tests of a module as pytest would call them: all rows of ``parametrize``, fixtures of the module."""
    fixtures = {
        name: value._get_wrapped_function()  # pytest has no other way to call a fixture
        for name, value in vars(module).items()
        if hasattr(value, "_get_wrapped_function")
    }
    made = {name: make() for name, make in fixtures.items()}
    for name, test in vars(module).items():
        if not name.startswith("test_"):
            continue
        rows = [mark.args[1] for mark in getattr(test, "pytestmark", []) if mark.name == "parametrize"]
        wanted = test.__code__.co_varnames[: test.__code__.co_argcount]
        given = {one: made[one] for one in wanted if one in made}
        if not rows:
            yield name, lambda test=test, given=given: test(**given)
        for case in rows[0] if rows else ():
            yield f"{name} {case['name']}", lambda test=test, given=given, case=case: test(case=case, **given)


def _first_failure(likely: Sequence[str] = ()) -> str | None:
    """Run all tests in this process, the ``likely`` ones and their files first. Return the first that fails, or None.

    A test is called by its file's name, a point, and its own.
    """
    rank = {name: place for place, name in enumerate(likely)}
    file_rank: dict[str, int] = {}
    for place, name in enumerate(likely):
        file_rank.setdefault(name.partition(".")[0], place)
    for file in sorted(TESTS, key=lambda one: file_rank.get(one, len(rank))):
        module = importlib.import_module(f"tests.{file}")
        calls = ((f"{file}.{test}", call) for test, call in _calls(module))
        for test, call in sorted(calls, key=lambda entry: rank.get(entry[0], len(rank))):
            try:
                call()
            except BaseException:  # noqa: BLE001 -- whatever a mutant does, it was noticed
                return test
    return None


def _fate(module: str, text: str, likely: Sequence[str]) -> str:
    """Try one mutant in a process of its own, with the tests first that are ``likely`` to notice it."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        try:
            resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
            sys.stdout = sys.stderr = io.StringIO()
            sys.meta_path.insert(0, _Finder(module, text))
            try:
                failed = _first_failure(likely)
            except BaseException:  # noqa: BLE001
                failed = "loading"
            os.write(writing, (failed or "").encode()[:4000] or b"\0")
        finally:
            os._exit(0)
    os.close(writing)
    told = os.read(reading, 4096)
    os.close(reading)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGXCPU:
        return "timed out"
    return "survived" if told == b"\0" else f"killed by {told.decode(errors='replace') or 'its end'}"


def _reached() -> dict[str, set[int]]:
    """Return the lines of every module that the tests reach, asked in a process of its own."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        lines: dict[str, set[int]] = {}
        prefix = str(FOLDER) + os.sep

        def line(frame: object, event: str, _: object) -> object:
            if event == "line":
                lines[frame.f_code.co_filename].add(frame.f_lineno)  # type: ignore[attr-defined]
            return line

        def call(frame: object, event: str, _: object) -> object:
            name = frame.f_code.co_filename  # type: ignore[attr-defined]
            if not name.startswith(prefix):
                return None
            lines.setdefault(name, set()).add(frame.f_lineno)  # type: ignore[attr-defined]
            return line if event == "call" else None

        sys.settrace(call)
        failed = _first_failure()
        sys.settrace(None)
        told = {"failed": failed, "lines": {Path(name).stem: sorted(found) for name, found in lines.items()}}
        with os.fdopen(writing, "w") as out:
            json.dump(told, out)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as told_by:
        answer = json.load(told_by)
    os.waitpid(child, 0)
    if answer["failed"] is not None:
        raise SystemExit(f"{answer['failed']} fails without any mutant")
    return {name: set(found) for name, found in answer["lines"].items()}


def _all() -> Iterator[tuple[str, str, Mutant]]:
    for module in MUTATED:
        text = (FOLDER / f"{module}.py").read_text("utf-8")
        for mutant in mutants_of(text):
            yield module, text, mutant


def _list() -> None:
    for module, text, mutant in _all():
        line = text.splitlines()[mutant.line - 1].strip()
        described = {
            "file": f"policies/synapse/{PACKAGE}/{module}.py",
            "line": mutant.line,
            "column": mutant.column + 1,
            "code": line,
            "kind": mutant.kind,
            "original": text[mutant.start : mutant.end],
            "replacement": mutant.replacement,
        }
        print(json.dumps(described))


def _statement_lines(text: str, line: int) -> range:
    """Return the lines of the innermost statement at ``line``: a trace tells its first line only, or some of them."""
    best = range(line, line + 1)
    size = None
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.stmt) and node.end_lineno and node.lineno <= line <= node.end_lineno:
            length = node.end_lineno - node.lineno
            if size is None or length <= size:
                best, size = range(node.lineno, node.end_lineno + 1), length
    return best


def _try() -> None:
    reached = _reached()
    every = list(_all())
    # Mutants that lie beside each other are often noticed by the same tests.
    likely: list[str] = []
    for number in map(int, sys.stdin):
        module, text, mutant = every[number]
        begun = time.monotonic()
        if reached.get(module, set()).isdisjoint(_statement_lines(text, mutant.line)):
            fate = "not reached"
        else:
            fate = _fate(module, mutated(text, mutant), likely)
            if fate.startswith("killed by "):
                noticed_by = fate.removeprefix("killed by ")
                likely = [noticed_by, *(one for one in likely if one != noticed_by)][:100]
        print(json.dumps({"mutant": number, "fate": fate, "seconds": round(time.monotonic() - begun, 2)}), flush=True)


def _load_vectors_once() -> None:
    """Let the tests find the vectors parsed: they read the same files for every mutant."""
    parse = json.loads
    parsed: dict[str, object] = {}

    def loads(text: str | bytes, **how: object) -> object:
        if how or not isinstance(text, str) or len(text) < 10_000:
            return parse(text, **how)  # type: ignore[arg-type]
        if text not in parsed:
            parsed[text] = parse(text)
        return parsed[text]

    json.loads = loads  # type: ignore[assignment]
    for path in (ROOT / "policies/vectors").glob("*.json"):
        json.loads(path.read_text("utf-8"))


# Every mutant is asked the same, and what failed for one is not kept for the next.
hypothesis.settings.register_profile("mutants", derandomize=True, database=None)
hypothesis.settings.load_profile("mutants")

if __name__ == "__main__":
    _load_vectors_once()
    sys.path.insert(0, str(ROOT / "policies/synapse"))
    if sys.argv[1:] == ["list"]:
        _list()
    else:
        _try()
