"""What the files beside the code keep to: locks, catalogues, decisions, addresses."""

from __future__ import annotations

import os
import re

import pytest

from tests.house.tree import ROOT, TRANSLATIONS, complaint, name_of, project_files

# English is the source text and has no catalogue.
CATALOGUES = {"ar", "es", "fr", "ru", "zh"}

# Written in parts, so that this file passes its own test.
REGISTRY_HOSTS = tuple(
    ".".join(parts)
    for parts in [
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("npmjs", "org"),
        ("npmjs", "com"),
        ("yarnpkg", "com"),
        ("deb", "debian", "org"),
        ("security", "debian", "org"),
    ]
)


def test_no_file_names_the_host_of_a_package_registry():
    pattern = re.compile("|".join(map(re.escape, REGISTRY_HOSTS)).encode())
    found = [name_of(path) for path in project_files() if pattern.search(path.read_bytes())]
    assert not found, complaint(
        "Packages are named, the place they come from is the machine's own choice.", found
    )


@pytest.mark.parametrize("name", ["base", "dev"])
def test_every_requirement_is_in_the_lock_with_a_hash(name):
    wanted = {
        re.split(r"[\[ ~<>=!;]", line)[0].lower()
        for line in (ROOT / f"requirements/{name}.in").read_text().splitlines()
        if line and not line.startswith(("#", "-r"))
    }
    lock = (ROOT / f"requirements/{name}.txt").read_text().replace("\\\n", " ")
    locked = [line for line in lock.splitlines() if line.strip() and not line.startswith("#")]
    loose = [line[:60] for line in locked if "==" not in line or "--hash=sha256:" not in line]
    assert not loose, complaint("Every line of a lock is a version with its hashes; run `make lock`.", loose)
    missing = sorted(wanted - {re.split(r"[\[=]", line)[0].lower() for line in locked})
    assert not missing, complaint(f"requirements/{name}.in has grown; run `make lock`.", missing)


def test_developers_run_the_versions_that_are_deployed():
    base, dev = (
        set(re.findall(r"^[a-z0-9-]+==[^ ]+", (ROOT / f"requirements/{name}.txt").read_text(), re.MULTILINE))
        for name in ("base", "dev")
    )
    found = sorted(base - dev)
    assert not found, complaint("The two locks differ in these; run `make lock`.", found)


def test_catalogues_are_in_the_languages_of_the_portal():
    folders = {path.name for path in TRANSLATIONS.glob("*") if path.is_dir()}
    found = sorted(folders - CATALOGUES)
    assert not found, complaint(
        f"Catalogues are kept for {sorted(CATALOGUES)}, and English is the source.", found
    )


def test_every_decision_has_a_status():
    pattern = re.compile(
        r"^[-*# ]*\**Status\**:?\**:?\s+\**(accepted|proposed|rejected|superseded)",
        re.MULTILINE | re.IGNORECASE,
    )
    records = [path for path in (ROOT / "docs/adr").glob("*.md") if path.name.lower() != "readme.md"]
    found = [name_of(path) for path in records if not pattern.search(path.read_text(encoding="utf-8"))]
    assert not found, complaint("Add a line `Status: accepted` (or proposed, rejected, superseded).", found)


def test_programs_can_be_run():
    programs = [ROOT / ".ci/run", *(ROOT / "scripts").glob("*.sh")]
    found = [name_of(path) for path in programs if not os.access(path, os.X_OK)]
    assert not found, complaint("Make these executable (chmod +x).", found)
