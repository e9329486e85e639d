"""Where SECONDSOURCE_COMPILED is set, the engine is built as machine code: mypyc compiles a copy of its modules.

    make compiled        # into build/compiled, where only the bench and a test look for it

Needs a C compiler, mypy and setuptools. All else of the package is in pyproject.toml, and everything works and
is tested without this.
"""

from __future__ import annotations

import ast
import os
import re
import shutil
from pathlib import Path

from setuptools import setup

PACKAGE = Path("secondsource")
#: What stays Python: the packages themselves, and what makes records of classes.
PLAIN = {"__init__.py", "record.py"}
COPY = Path("build", "mypyc")
#: What is written otherwise where it is compiled: line by line, a pattern and what stands in its place.
OTHERWISE = (
    # A constant is no entry of a dictionary, to be looked up each time.
    (r"^from __future__ import annotations$", r"\g<0>; from typing import Final"),
    (r"^([A-Z][A-Z_]+): (.+?) = ", r"\1: Final[\2] = "),
    (r"^([A-Z][A-Z_]+) = ", r"\1: Final = "),
    # A row of words is walked over as it is, and not packed for it each time.
    (r"^([A-Z][A-Z_]+: Final) = (\(\"[^()]*\))$", r"\1[tuple[str, ...]] = \2"),
    # Two rows side by side make no tuple of each pair; that they are of one length is asked where it is not compiled.
    (r", strict=(?:True|False)\)", ")"),
    # What sets its fields itself can be neither frozen nor have slots made for it; a compiled class has no other room.
    (r"^from secondsource.record import ", r"\g<0>mypyc_attr, "),
    (r"^@record\(frozen=True, slots=True\)$", "@record(unsafe_hash=True)"),
    (r"^@record\(slots=True\)$", "@record()"),
)
#: How machine code asks what the engine asks most: of sets, whether they have a word or meet, what both and all have.
SETS = PACKAGE / "text" / "sets.h"


def native(source: str) -> str:
    """A module as it is compiled; every line keeps its number.

    Each record gets an `__init__`, on the empty line after its fields: the one that `dataclasses` makes is Python, and
    slower in a compiled class than in a plain one, since it sets each field through a descriptor. How it is copied
    stands on the empty line below its docstring, and on the one above the record that it is part of no circle: Python's
    collector need not look at it.
    """
    source, constants = hoisted(source)
    lines = source.split("\n")
    for node in ast.parse(source).body:
        if isinstance(node, ast.ClassDef) and any("record(" in ast.unparse(by) for by in node.decorator_list):
            fields = [field for field in node.body if isinstance(field, ast.AnnAssign)]
            lines[node.decorator_list[0].lineno - 2] = "@mypyc_attr(acyclic=True)"
            if ast.get_docstring(node):
                lines[fields[0].lineno - 2] = _copy(node.name, fields)
            empty = next(at for at in range(fields[-1].end_lineno or 0, len(lines)) if not lines[at])
            lines[empty] = _init(fields)
        match node:  # constants side by side are one each; the first is told to be one below
            case ast.Assign([ast.Tuple(names)], ast.Tuple(values)):
                each = zip(map(ast.unparse, names), map(ast.unparse, values), strict=True)
                line = "; ".join(f"{name}: Final = {value}" for name, value in each)
                lines[node.lineno - 1] = line.replace(": Final", "", 1)
    for pattern, instead in OTHERWISE:
        lines = [re.sub(pattern, instead, line) for line in lines]
    return "\n".join(line + "".join(constants) if line.startswith("from __future__") else line for line in lines)


def hoisted(source: str) -> tuple[str, list[str]]:
    """A module in which no set of constants is made anew each time, and the statements that make each once.

    Whether two sets meet is asked without a third: `tags & {"det"}`, where only its truth counts, is `isdisjoint`.
    """
    tree = ast.parse(source)
    above = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    names: dict[str, str] = {}
    changes: list[tuple[ast.expr, str]] = []

    def text(node: ast.expr) -> str:
        return str(ast.get_source_segment(source, node))

    def once(node: ast.expr) -> str | None:
        if isinstance(node, ast.Set | ast.Tuple) and all(isinstance(item, ast.Constant) for item in node.elts):
            made = f"frozenset(({', '.join(text(item) for item in node.elts)},))"
            return names.setdefault(made, f"SET_{len(names)}")
        return None

    for node in ast.walk(tree):
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitAnd) and _asked(node, above):
            changes.append((node, f"(not ({text(node.left)}).isdisjoint({once(node.right) or text(node.right)}))"))
        elif isinstance(node, ast.Set) and _made(above[node]):
            changes += [(node, made)] if (made := once(node)) else []
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "isdisjoint":
            changes += [(node.args[0], made)] if (made := once(node.args[0])) else []
    return _changed(source, changes), [f"; {name}: Final = {made}" for made, name in names.items()]


def _changed(source: str, changes: list[tuple[ast.expr, str]]) -> str:
    """A source with expressions that stand on one line written otherwise; of one inside another, the outer one."""
    lines = [line.encode() for line in source.split("\n")]
    done = (len(lines) + 1, 0)
    last_first = sorted(changes, key=lambda change: (change[0].end_lineno, change[0].end_col_offset), reverse=True)
    for node, instead in last_first:
        if node.lineno == node.end_lineno and (node.end_lineno, node.end_col_offset) <= done:
            line = lines[node.lineno - 1]
            lines[node.lineno - 1] = line[: node.col_offset] + instead.encode() + line[node.end_col_offset :]
            done = (node.lineno, node.col_offset)
    return b"\n".join(lines).decode()


def _made(over: ast.AST) -> bool:
    """Whether a set that stands in an expression is made each time, and any set may stand there."""
    if isinstance(over, ast.Compare):
        return not isinstance(over.ops[0], ast.In | ast.NotIn)
    return not (isinstance(over, ast.Call) and isinstance(over.func, ast.Name) and over.func.id == "frozenset")


def _asked(node: ast.expr, above: dict[ast.AST, ast.AST]) -> bool:
    """Whether only the truth of an expression counts."""
    over = above[node]
    if isinstance(over, ast.BoolOp) or (isinstance(over, ast.IfExp) and node is not over.test):
        return _asked(over, above)
    if isinstance(over, ast.GeneratorExp):
        over = above[over]
    if isinstance(over, ast.Call):
        return isinstance(over.func, ast.Name) and over.func.id in {"bool", "any", "all"}
    if isinstance(over, ast.comprehension):
        return node in over.ifs
    return isinstance(over, ast.UnaryOp) or (isinstance(over, ast.If | ast.While | ast.IfExp) and node is over.test)


def _init(fields: list[ast.AnnAssign]) -> str:
    """The `__init__` of a record, in one line."""
    given, kept = [], []
    for field in fields:
        name, kind, value = (
            ast.unparse(part) for part in (field.target, field.annotation, field.value or field.target)
        )
        if made := re.fullmatch(r"field\(default_factory=(.*)\)", value):
            given.append(f"{name}: {kind} | None = None")
            kept.append(f"self.{name} = ({made[1]})() if {name} is None else {name}")
        else:
            given.append(f"{name}: {kind}" + (f" = {value}" if field.value else ""))
            kept.append(f"self.{name} = {name}")
    return f"    def __init__(self, {', '.join(given)}) -> None: {'; '.join(kept)}"


def _copy(name: str, fields: list[ast.AnnAssign]) -> str:
    """The `__copy__` of a record, in one line."""
    values = ", ".join(f"self.{ast.unparse(field.target)}" for field in fields)
    return f"    def __copy__(self) -> {name}: return {name}({values})"


def copied() -> list[str]:
    """The paths of the modules to compile, copied anew."""
    shutil.rmtree(COPY, ignore_errors=True)
    paths = sorted(path for path in PACKAGE.rglob("*.py") if path.parent.name != "lang")
    for path in paths:
        text = path.read_text(encoding="utf-8")
        (COPY / path).parent.mkdir(parents=True, exist_ok=True)
        (COPY / path).write_text(text if path.name in PLAIN else native(text), encoding="utf-8")
    return [str(COPY / path) for path in paths if path.name not in PLAIN]


def sets() -> list[str]:
    """What a C compiler is to be told so that it has `SETS`, which mypyc then uses for sets that never change."""
    from mypyc.ir import rtypes
    from mypyc.ir.ops import ERR_MAGIC
    from mypyc.primitives import registry

    word, fixed, answer = rtypes.str_rprimitive, rtypes.frozenset_rprimitive, rtypes.c_int_rprimitive
    told = {"error_kind": registry.ERR_NEG_INT, "truncated_type": rtypes.bool_rprimitive, "priority": 2}
    registry.binary_op("in", [word, fixed], answer, c_function_name="Set_HasWord", ordering=[1, 0], **told)
    registry.binary_op("in", [word, word], answer, c_function_name="Str_HasPart", ordering=[1, 0], **told)
    registry.method_op("isdisjoint", [fixed, fixed], answer, "Set_IsDisjoint", **told)
    registry.function_op("secondsource.text.lexicon.union", [rtypes.list_rprimitive], fixed, "Set_OfAll", ERR_MAGIC)
    for sign, order in (("<=", [0, 1]), (">=", [1, 0])):
        registry.binary_op(sign, [fixed, fixed], answer, c_function_name="Set_IsWithin", ordering=order, **told)
    for sign, name in (("&", "Set_And"), ("-", "Set_Less")):
        registry.binary_op(sign, [fixed, fixed], fixed, ERR_MAGIC, name)
    registry.function_op("builtins.any", [rtypes.list_rprimitive], answer, "List_HasTrue", **told)
    # What only the engine calls is called straight, and not through a table of names.
    return ["-include", str(SETS), "-fvisibility=hidden"]


def compiled() -> list[object]:
    """What setuptools is to build."""
    from mypyc.build import mypycify

    # No file of settings: ours names a version of Python, and the one that runs is the one to compile for.
    options = ["--config-file=", "--no-site-packages", "--ignore-missing-imports", f"--cache-dir={COPY / 'cache'}"]
    paths = copied()
    told = sets()
    extensions = mypycify(
        [*options, *paths],
        opt_level="1", debug_level="0", multi_file=True, group_name=PACKAGE.name, target_dir=str(COPY),
    )  # fmt: skip
    for extension in extensions:
        extension.extra_compile_args = [*extension.extra_compile_args, *told]
    return extensions


setup(ext_modules=compiled() if os.environ.get("SECONDSOURCE_COMPILED") else [])
