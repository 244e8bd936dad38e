"""Mutants of a Python file: what could be wrong in one place of it, one change at a time.

Mutmut was looked at first: it changes what is inside functions only, and most of what the verifier asks of a payload
stands at module level, as shapes. The kinds of change are those of Stryker as far as Python has them.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

_COMPARISONS: dict[type[ast.cmpop], tuple[str, ...]] = {
    ast.Eq: ("!=",),
    ast.NotEq: ("==",),
    ast.Lt: ("<=", ">="),
    ast.LtE: ("<", ">"),
    ast.Gt: (">=", "<="),
    ast.GtE: (">", "<"),
    ast.Is: ("is not",),
    ast.IsNot: ("is",),
    ast.In: ("not in",),
    ast.NotIn: ("in",),
}
_ARITHMETIC: dict[type[ast.operator], str] = {
    ast.Add: "-",
    ast.Sub: "+",
    ast.Mult: "/",
    ast.FloorDiv: "*",
    ast.Mod: "*",
    ast.BitAnd: "|",
    ast.BitOr: "&",
    ast.Pow: "*",
}
# Named functions and methods, and what a slip would write instead.
_INSTEAD = {
    "all": "any",
    "any": "all",
    "min": "max",
    "max": "min",
    "sorted": "list",
    "startswith": "endswith",
    "endswith": "startswith",
    "issuperset": "issubset",
    "issubset": "issuperset",
    "isdisjoint": "issubset",
    "fullmatch": "match",
}


@dataclass(frozen=True)
class Mutant:
    """One change. Lines count from 1, columns from 0; ``start`` and ``end`` are offsets into the text."""

    line: int
    column: int
    kind: str
    start: int
    end: int
    replacement: str


class _Places:
    """Where nodes stand in a text, as offsets of characters. The sources are ASCII, so bytes are characters."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._starts = [0]
        for line in text.splitlines(keepends=True):
            self._starts.append(self._starts[-1] + len(line))

    def span(self, node: ast.expr | ast.stmt) -> tuple[int, int]:
        last, end = node.end_lineno or node.lineno, node.end_col_offset or 0  # a parsed node has both
        return self._starts[node.lineno - 1] + node.col_offset, self._starts[last - 1] + end

    def of(self, node: ast.expr | ast.stmt) -> str:
        start, end = self.span(node)
        return self.text[start:end]


def _told_nothing(tree: ast.Module) -> set[int]:
    """Return the ids of nodes that decide nothing: annotations, texts about code, types, and what is only for types."""
    quiet: set[int] = set()

    def silence(node: ast.AST | None) -> None:
        if node is not None:
            quiet.update(id(inner) for inner in ast.walk(node))

    for node in ast.walk(tree):
        if isinstance(node, ast.AnnAssign):
            silence(node.annotation)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            silence(node.returns)
            for decorator in node.decorator_list:
                silence(decorator)
        elif isinstance(node, ast.arg):
            silence(node.annotation)
        elif isinstance(node, ast.ClassDef):
            for part in (*node.decorator_list, *node.bases, *node.keywords):
                silence(part)
            if any(isinstance(base, ast.Name) and base.id in ("TypedDict", "Protocol") for base in node.bases):
                silence(node)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("cast", "TypedDict"):
            silence(node if node.func.id == "TypedDict" else node.args[0])
        elif (
            isinstance(node, ast.Assert)
            or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
            or (isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name) and node.value.id in _GENERIC)
        ):
            silence(node)
    return quiet


_GENERIC = frozenset(
    {"Literal", "dict", "list", "tuple", "frozenset", "set", "Callable", "TypeGuard", "Mapping", "Sequence", "Final"}
)


class _Finder:
    def __init__(self, text: str) -> None:
        self._places = _Places(text)
        self._tree = ast.parse(text)
        self._quiet = _told_nothing(self._tree)

    def all(self) -> Iterator[Mutant]:
        for node in ast.walk(self._tree):
            if id(node) in self._quiet:
                continue
            if isinstance(node, ast.stmt):
                yield from self._statement(node)
            elif isinstance(node, ast.expr):
                yield from self._expression(node)
            elif isinstance(node, ast.comprehension):
                for condition in node.ifs:
                    yield from self._condition(condition)

    def _change(self, node: ast.expr | ast.stmt, kind: str, replacement: str) -> Iterator[Mutant]:
        start, end = self._places.span(node)
        if self._places.text[start:end] != replacement:
            yield Mutant(node.lineno, node.col_offset, kind, start, end, replacement)

    def _between(self, left: ast.expr, right: ast.expr, kind: str, old: str, new: str) -> Iterator[Mutant]:
        """Change an operator, which has no place of its own: it stands between its operands."""
        start, end = self._places.span(left)[1], self._places.span(right)[0]
        at = self._places.text.find(old, start, end)
        if at >= 0:
            yield Mutant(left.lineno, left.col_offset, kind, at, at + len(old), new)

    def _condition(self, node: ast.expr) -> Iterator[Mutant]:
        yield from self._change(node, "condition", "True")
        yield from self._change(node, "condition", "False")

    def _statement(self, node: ast.stmt) -> Iterator[Mutant]:
        if isinstance(node, ast.If):
            yield from self._condition(node.test)
        elif isinstance(node, ast.While):
            yield from self._change(node.test, "condition", "False")
        elif (
            isinstance(node, ast.Raise)
            or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Call))
            or isinstance(node, ast.AugAssign)
        ):
            yield from self._change(node, "statement", "pass")
        elif isinstance(node, ast.Return) and node.value and self._places.of(node.value) not in ("None", "False"):
            yield from self._change(node.value, "return", "None")

    def _expression(self, node: ast.expr) -> Iterator[Mutant]:  # noqa: PLR0912 -- one case for each kind of change
        match node:
            case ast.Compare(left=left, ops=operators, comparators=others):
                for before, operator, after in zip([left, *others], operators, others, strict=False):
                    old = {ast.IsNot: "is not", ast.NotIn: "not in"}.get(type(operator)) or _SYMBOLS[type(operator)]
                    for new in _COMPARISONS[type(operator)]:
                        yield from self._between(before, after, "comparison", old, new)
            case ast.BoolOp(op=operator, values=values):
                old, new = ("and", "or") if isinstance(operator, ast.And) else ("or", "and")
                for before, after in pairwise(values):
                    yield from (
                        self._between(before, after, "logic", f" {old} ", f" {new} ")
                        if self._same_line(before, after)
                        else self._between(before, after, "logic", old, new)
                    )
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                yield from self._change(node, "logic", f"({self._places.of(operand)})")
            case ast.BinOp(left=left, op=operator, right=right) if type(operator) in _ARITHMETIC:
                yield from self._between(
                    left, right, "arithmetic", _SYMBOLS[type(operator)], _ARITHMETIC[type(operator)]
                )
            case ast.IfExp(test=test):
                yield from self._condition(test)
            case ast.Constant(value=bool() as value):
                yield from self._change(node, "constant", str(not value))
            case ast.Constant(value=int() as value):
                yield from self._change(node, "constant", str(value + 1))
                yield from self._change(node, "constant", str(value - 1))
            case ast.Constant(value=str() as value):
                yield from self._change(node, "text", '""' if value else '"mutated"')
            case ast.Constant(value=bytes() as value):
                yield from self._change(node, "text", 'b""' if value else 'b"mutated"')
            case ast.Dict(keys=[_, *_]):
                yield from self._change(node, "collection", "{}")
            case ast.List(elts=[_, *_]):
                yield from self._change(node, "collection", "[]")
            case ast.Set():
                yield from self._change(node, "collection", "set()")
            case ast.Lambda(body=body):
                yield from self._change(body, "return", "None")
            case ast.Name(id=name, ctx=ast.Load()) if name in _INSTEAD:
                yield from self._change(node, "function", _INSTEAD[name])
            case ast.Attribute(value=value, attr=name) if name in _INSTEAD:
                yield from self._change(node, "function", f"{self._places.of(value)}.{_INSTEAD[name]}")

    @staticmethod
    def _same_line(before: ast.expr, after: ast.expr) -> bool:
        return before.end_lineno == after.lineno


_SYMBOLS: dict[type[ast.cmpop] | type[ast.operator], str] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Is: "is",
    ast.In: "in",
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.FloorDiv: "//",
    ast.Mod: "%",
    ast.BitAnd: "&",
    ast.BitOr: "|",
    ast.Pow: "**",
}


def mutants_of(text: str) -> list[Mutant]:
    """Return the mutants of a file's text, in the order of their places."""
    found = sorted(_Finder(text).all(), key=lambda one: (one.start, one.end, one.replacement))
    return [one for one in found if _compiles(mutated(text, one))]


def mutated(text: str, mutant: Mutant) -> str:
    """Return the text with the change made."""
    return text[: mutant.start] + mutant.replacement + text[mutant.end :]


def _compiles(text: str) -> bool:
    try:
        compile(text, "mutant", "exec", dont_inherit=True)
    except SyntaxError:
        return False
    return True
