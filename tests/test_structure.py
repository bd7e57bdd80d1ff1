"""The house stands: every module imports alone, nothing heavy is loaded early, the names are ours."""

import json
import subprocess
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FLOORS = ("rag", "index", "ui", "evals")
HEAVY = ("torch", "chromadb", "gradio", "sentence_transformers", "transformers", "onnxruntime")


def modules():
    for floor in FLOORS:
        for path in sorted((ROOT / floor).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
            if parts[-1] != "__main__":
                yield name


def loaded_after(code):
    program = f"{code}\nimport json, sys\nprint(json.dumps(sorted(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout.splitlines()[-1])


def test_every_module_imports_by_itself_in_a_fresh_interpreter():
    # One interpreter that forgets everything of ours between imports finds the same cycles.
    program = """
import importlib, sys
failed = []
for name in sys.argv[1:]:
    for known in [m for m in sys.modules if m.split(".")[0] in ("rag", "index", "ui", "evals")]:
        del sys.modules[known]
    try:
        importlib.import_module(name)
    except Exception as error:
        failed.append(f"{name}: {error!r}")
print("\\n".join(failed))
"""
    names = list(modules())
    assert len(names) > 20
    done = subprocess.run(
        [sys.executable, "-c", program, *names], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == ""


@pytest.mark.parametrize("code", ["import rag", "import index", "import ui.cli", "import evals"])
def test_nothing_heavy_is_loaded_by_an_import(code):
    loaded = set(loaded_after(code))
    assert not loaded & set(HEAVY)


def test_help_loads_nothing_heavy():
    code = "import sys; sys.argv = ['judgements', '--help']\nfrom ui.cli import main\ntry:\n    main()\nexcept SystemExit: pass"
    assert not set(loaded_after(code)) & {*HEAVY, "numpy", "langchain_core", "pypdfium2"}


def test_the_four_package_names_belong_to_this_distribution_alone():
    owners = packages_distributions()
    for floor in FLOORS:
        assert set(owners.get(floor, ["essex-judgements"])) == {"essex-judgements"}


def test_no_file_outgrows_its_idea():
    long = {
        str(path.relative_to(ROOT)): count
        for floor in FLOORS
        for path in (ROOT / floor).rglob("*.py")
        if (count := len(path.read_text(encoding="utf-8").splitlines())) > 410
    }
    assert long == {}
