"""Laws of the code: sizes, words that must not be there, forms, texts, secrets."""

from __future__ import annotations

import ast
import re
import subprocess
from pathlib import Path

import pytest
from django import forms

ROOT = Path(__file__).resolve().parents[2]
TRACKED = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
PYTHON = [f for f in TRACKED if f.endswith(".py") and "/migrations/" not in f and (ROOT / f).exists()]
PRODUCT = [f for f in PYTHON if f.startswith("src/") and "/tests/" not in f]
TEMPLATES = [f for f in TRACKED if f.endswith((".html", ".txt")) and "/templates/" in f and (ROOT / f).exists()]


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def test_no_file_passes_400_lines() -> None:
    long = {f: n for f in PYTHON + [t for t in TRACKED if t.endswith((".html", ".css", ".js"))]
            if (ROOT / f).exists() and f != "src/mugur/web/static/web/theme.css" and (n := len(text(f).splitlines())) > 400}  # fmt: skip
    assert long == {}


def test_no_function_passes_40_lines() -> None:
    long = []
    for name in PYTHON:
        for node in ast.walk(ast.parse(text(name))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno - node.lineno + 1 > 40:
                long.append(f"{name}:{node.lineno} {node.name}")
    assert long == []


FORBIDDEN = {
    r"\bmark_safe\b": {"src/mugur/web/templatetags/mugur.py", "src/mugur/web/charts/svg.py"},
    r"\bset_config\b": {
        "src/mugur/access/reach.py", "src/mugur/access/wall.py", "src/mugur/access/jobs.py",
        "src/mugur/people/erasure.py", "src/mugur/testing/database.py", "src/mugur/prevention/signalling.py",
    },
    r"\bpickle\b|yaml\.load|\beval\(|\bexec\(": set(),
    r"fields\s*=\s*[\"']__all__[\"']": set(),
    r"\.extra\(select|RawSQL\(|objects\.raw\(": set(),
    r"\b(TODO|FIXME|raise NotImplementedError)\b": set(),
}  # fmt: skip


@pytest.mark.parametrize("pattern", sorted(FORBIDDEN))
def test_forbidden_words_stand_only_where_they_are_known(pattern: str) -> None:
    found = {f for f in PRODUCT if re.search(pattern, text(f))}
    assert found <= FORBIDDEN[pattern]


def test_templates_have_no_inline_style_no_script_and_no_unescaped_text() -> None:
    wrong = []
    for name in TEMPLATES:
        body = text(name)
        if re.search(r"\sstyle=|<script(?![^>]*\bsrc=)|\|\s*safe\b|\son[a-z]+=|autoescape off", body):
            wrong.append(name)
    assert wrong == []


def test_every_form_lists_its_fields() -> None:
    def subclasses(base: type) -> set[type]:
        return {base} | {s for c in base.__subclasses__() for s in subclasses(c)}

    loose = [
        c.__qualname__
        for c in subclasses(forms.ModelForm)
        if c.__module__.startswith("mugur") and not isinstance(c._meta.fields, list | tuple)
    ]
    assert loose == []


def test_nothing_of_a_machine_or_a_registry_stands_in_the_repository() -> None:
    hosts = re.compile(
        r"pypi\.org|files\.pythonhosted|registry\.npmjs|/root/|/work/main|/work/shared|/home/[a-z]", re.I
    )
    wrong = []
    for name in TRACKED:
        path = ROOT / name
        if (
            not path.is_file()
            or path.suffix in (".png", ".woff2", ".ico", ".pdf", ".zip")
            or name == "tests/house/test_code.py"
        ):
            continue
        if hosts.search(path.read_text(encoding="utf-8", errors="ignore")):
            wrong.append(name)
    assert wrong == []


def test_no_secret_in_the_repository() -> None:
    keys = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----|AKIA[0-9A-Z]{16}|ghp_[A-Za-z0-9]{30}")
    assert [f for f in TRACKED if (ROOT / f).is_file() and keys.search((ROOT / f).read_text(errors="ignore"))] == [
        f for f in ["tests/house/test_code.py"] if keys.search(text(f))
    ]


def test_locks_are_hashed() -> None:
    lock = text("requirements.lock")
    pins = re.findall(r"^([a-z0-9-]+(?:\[[^\]]+\])?)==", lock, re.M)
    assert len(pins) > 20 and lock.count("--hash=sha256:") >= len(pins)
    assert '"resolved"' not in text("package-lock.json")
    assert '"integrity"' in text("package-lock.json")


def test_the_product_never_imports_the_demonstration() -> None:
    assert [
        f
        for f in PRODUCT
        if re.search(r"^\s*(from|import) mugur_demo", text(f), re.M) and not f.startswith("src/mugur/cli/")
    ] == []
