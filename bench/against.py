"""This build against an earlier one, side by side: each in a process of its own, step by step in turn."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from bench.measuring import Ratio, Scale, ratio_of

ROOT = Path(__file__).parent.parent
WORKER = Path(__file__).with_name("worker.py")
STEPS = {
    "aggregate": "figures of a cycle and its trends",
    "figure": "page of one figure",
    "conference": "page of a conference",
    "conference file": "tables of a conference as XLSX",
    "figures as JSON": "figures of a cycle as JSON",
    "figures as CSV": "figures of a cycle as CSV",
    "tables as XLSX": "tables of a cycle as XLSX",
    "aggregates of the interface": "figures of a cycle by the programming interface",
    "country summary": "page of a country summary",
}
"""Each step that both builds take, with its name in the table."""


class Build:
    """A build that answers how long it took for a step."""

    def __init__(self, python: Path, tree: Path, folder: Path, scale: Scale) -> None:
        """Start it; it is ready when its material is made.

        Raises:
            RuntimeError: it did not get ready, or ended before it had answered.
        """
        sizes = [str(scale.countries), str(scale.few)]
        command = [str(python), "-P", str(WORKER), str(tree), str(folder), *sizes]
        folder.mkdir(parents=True)
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=folder
        )
        if self._answer() != "ready":
            raise RuntimeError(f"{tree}: not ready")

    def take(self, step: str) -> float:
        """Take a step; return the seconds of the processor that it took."""
        assert self.process.stdin is not None
        print(step, file=self.process.stdin, flush=True)
        return float(self._answer().split()[0])

    def end(self) -> None:
        """Let it end."""
        self.process.communicate()

    def _answer(self) -> str:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"A build ended with {self.process.wait()}; what it wrote stands above.")
        return line.strip()


def measure(commit: str, folder: Path, scale: Scale) -> Iterator[Ratio]:
    """Take every step of both builds in turn; the first answer of each is measured apart."""
    with earlier(commit, folder / "earlier") as (python, tree):
        old = Build(python, tree, folder / "old", scale)
        new = Build(Path(sys.executable), ROOT, folder / "new", scale)
        for step, name in STEPS.items():
            taken = [(new.take(step), old.take(step)) for _ in range(scale.long_rounds + 1)]
            yield ratio_of(f"{name}, first ÷ {commit}", [taken[0][0]], [taken[0][1]])
            yield ratio_of(f"{name}, again ÷ {commit}", *zip(*taken[1:], strict=True))
        old.end()
        new.end()


@contextlib.contextmanager
def earlier(commit: str, folder: Path) -> Iterator[tuple[Path, Path]]:
    """Give the Python and the work tree of an earlier commit, with what it needs installed."""
    git = ["git", "-C", str(ROOT), "worktree"]
    subprocess.run([*git, "add", "--quiet", "--detach", str(folder), commit], check=True)
    try:
        subprocess.run(["make", "-C", str(folder), "setup-dev"], check=True, stdout=sys.stderr)
        yield folder / ".venv/bin/python", folder
    finally:
        subprocess.run([*git, "remove", "--force", str(folder)], check=True)
