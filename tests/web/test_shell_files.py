"""Static files and compression: few bytes over the wire, kept for a year, and never stale."""

from __future__ import annotations

import gzip
import re

import pytest
from flask import Response, stream_with_context

from portal.web import compression, static_files
from tests.web.test_shell import make_shell

GZIP = {"Accept-Encoding": "gzip, deflate, br"}
STYLE_LIMIT, SCRIPT_LIMIT = 12_000, 4_000
WORDS = "Enrolment of girls rose. " * 400


@pytest.fixture
def shell():
    app = make_shell()
    app.add_url_rule("/long", "long", lambda: WORDS)
    app.add_url_rule("/short", "short", lambda: "short")
    app.add_url_rule("/picture", "picture", lambda: Response(b"\x89PNG" * 900, mimetype="image/png"))
    app.add_url_rule(
        "/stream", "stream", lambda: Response(stream_with_context(iter([WORDS])), mimetype="text/plain")
    )
    return app


def address_of(shell, name):
    with shell.test_request_context():
        return static_files.static_url(name)


def test_a_file_is_kept_for_a_year_under_an_address_that_names_its_content(shell):
    response = shell.test_client().get(address_of(shell, "portal.css"))
    assert response.status_code == 200
    assert response.mimetype == "text/css"
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"


def test_an_address_of_an_earlier_release_gets_the_present_file_and_is_asked_again(shell):
    response = shell.test_client().get("/static/0123456789ab/portal.css")
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("name", ["nothing.css", "../jinja.py", "%2e%2e/jinja.py"])
def test_nothing_but_the_files_is_served(shell, name):
    assert shell.test_client().get(f"/static/0123456789ab/{name}").status_code == 404


def test_a_name_that_does_not_exist_is_found_when_the_page_is_drawn(shell):
    with pytest.raises(KeyError):
        address_of(shell, "nothing.css")


def test_the_address_changes_with_a_byte_and_with_a_name(tmp_path):
    digests: list[str] = []
    for name, content in (("a.css", "a{}"), ("a.css", "b{}"), ("b.css", "b{}")):
        folder = tmp_path / str(len(digests))
        folder.mkdir()
        (folder / name).write_text(content)
        digests.append(static_files.read_folder(folder).digest)
    assert len(set(digests)) == 3


@pytest.mark.parametrize("name", ["portal.css", "portal.js", "icon.svg"])
def test_a_file_arrives_whole_with_and_without_compression(shell, name):
    client = shell.test_client()
    plain = client.get(address_of(shell, name))
    packed = client.get(address_of(shell, name), headers=GZIP)
    content = packed.get_data()
    if "Content-Encoding" in packed.headers:
        content = gzip.decompress(content)
    written = (static_files.FOLDER / name).read_bytes()
    assert content == plain.get_data()
    assert content == written or name.endswith(".js")
    assert content.splitlines()[-1] == written.splitlines()[-1]
    assert "Accept-Encoding" in plain.headers["Vary"]


@pytest.mark.parametrize(("name", "limit"), [("portal.css", STYLE_LIMIT), ("portal.js", SCRIPT_LIMIT)])
def test_style_and_script_stay_small(shell, name, limit):
    assert len(shell.test_client().get(address_of(shell, name), headers=GZIP).get_data()) <= limit


def test_the_style_sheet_asks_for_no_other_address():
    assert not re.search(r"url\(|@import", (static_files.FOLDER / "portal.css").read_text(encoding="utf-8"))


def test_a_page_is_compressed_for_those_who_take_it(shell):
    client = shell.test_client()
    packed, plain = client.get("/long", headers=GZIP), client.get("/long")
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.get_data()).decode() == WORDS == plain.get_data(as_text=True)
    assert int(packed.headers["Content-Length"]) == len(packed.get_data()) < len(WORDS) / 10
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert "Accept-Encoding" in plain.headers["Vary"]


@pytest.mark.parametrize("address", ["/short", "/picture", "/stream"])
def test_what_would_gain_nothing_is_left_alone(shell, address):
    assert "Content-Encoding" not in shell.test_client().get(address, headers=GZIP).headers


def test_the_size_of_a_page_does_not_tell_what_is_in_it():
    sizes = {len(compression.with_noise(WORDS.encode())) for _ in range(200)}
    assert len(sizes) > compression.NOISE / 4


def colours():
    sheet = (static_files.FOLDER / "portal.css").read_text(encoding="utf-8")
    named = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6})\b", sheet.partition("}")[0]))
    return {
        name: value if len(value) == 7 else "#" + "".join(2 * digit for digit in value[1:])
        for name, value in named.items()
    }


def luminance(colour):
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize(
    ("text", "ground", "least"),
    [
        ("ink", "paper", 7),
        ("ink", "wash", 7),
        ("ink-2", "paper", 4.5),
        ("ink-2", "wash", 4.5),
        ("ink-2", "info-wash", 4.5),
        ("blue", "paper", 7),
        ("blue", "wash", 7),
        ("blue", "info-wash", 7),
        ("link", "paper", 4.5),
        ("link", "wash", 4.5),
        ("good", "good-wash", 4.5),
        ("attention", "attention-wash", 4.5),
        ("error", "error-wash", 4.5),
        ("edge", "paper", 3),
        ("edge", "wash", 3),
        ("ring", "blue", 3),
        ("ring", "ink", 3),
    ],
)
def test_text_and_edges_stand_out_from_their_ground(text, ground, least):
    named = colours()
    assert contrast(named[text], named[ground]) >= least
