"""Print the development dependencies of pyproject.toml, one word each, for pip."""

import sys
import tomllib
from pathlib import Path

PROJECT = Path(__file__).parent.parent / "pyproject.toml"

if __name__ == "__main__":
    groups = tomllib.loads(PROJECT.read_text(encoding="utf-8"))["dependency-groups"]
    sys.stdout.write(" ".join(groups["dev"]) + "\n")
