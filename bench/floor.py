"""The floor: the same questions on a bare page of Flask, SQLAlchemy and WTForms; nobody signs in.

No style, translation, session, token, history of answers or merging: what such a page costs at least.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from flask import Flask, redirect, render_template_string, request
from flask.typing import ResponseReturnValue
from sqlalchemy import Engine, create_engine, event, text
from wtforms import DecimalField, Field, Form, RadioField, SelectMultipleField, TextAreaField, widgets
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than the types
from wtforms.validators import Length, Optional

LONGEST = 10_000

PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Report</title></head><body><form method="post">
{% for field in form %}<div>{{ field.label }} {{ field() }}</div>
{% endfor %}<button>Save</button></form></body></html>"""


@dataclass(frozen=True)
class BareQuestion:
    """One question: its name, its text, one of `single`, `multi`, `number`, `long`, and options to label."""

    name: str
    text: str
    kind: str
    options: Mapping[str, str]


class Boxes(SelectMultipleField):
    """Several options, each with a box."""

    widget = widgets.ListWidget(prefix_label=False)
    option_widget = widgets.CheckboxInput()


def _single(question: BareQuestion) -> Field:
    return RadioField(question.text, [Optional()], choices=_choices(question))


def _multi(question: BareQuestion) -> Field:
    return Boxes(question.text, [Optional()], choices=_choices(question))


def _choices(question: BareQuestion) -> list[SelectChoice]:
    return [SelectChoice(value, label) for value, label in question.options.items()]


def _number(question: BareQuestion) -> Field:
    return DecimalField(question.text, [Optional()], places=None)


def _long(question: BareQuestion) -> Field:
    return TextAreaField(question.text, [Optional(), Length(max=LONGEST)])


FIELDS: Mapping[str, Callable[[BareQuestion], Field]] = {
    "single": _single,
    "multi": _multi,
    "number": _number,
    "long": _long,
}


def make_floor(file: Path, questions: Sequence[BareQuestion]) -> Flask:
    """Return the application, with one report and none of its questions answered, at ``/form``."""
    engine = _engine(file)
    form_class = type("Page", (Form,), {one.name: FIELDS[one.kind](one) for one in questions})
    app = Flask("floor")

    @app.get("/form")
    def form() -> str:
        with engine.connect() as connection:
            stored = json.loads(connection.execute(LOAD).scalar_one())
        numbers = {one.name for one in questions if one.kind == "number"}
        data = {name: Decimal(value) if name in numbers else value for name, value in stored.items()}
        return render_template_string(PAGE, form=form_class(data=data))

    @app.post("/form")
    def save() -> ResponseReturnValue:
        filled = form_class(request.form)
        if not filled.validate():
            return filled.errors, 400
        with engine.begin() as connection:
            stored = json.loads(connection.execute(LOAD).scalar_one())
            stored.update(filled.data)
            connection.execute(STORE, {"answers": json.dumps(stored, default=str)})
        return redirect("/form", 303)

    return app


LOAD = text("SELECT answers FROM report WHERE id = 1")
STORE = text("UPDATE report SET answers = :answers WHERE id = 1")


def _engine(file: Path) -> Engine:
    """Return an engine on a file that is as durable as the product's own."""
    engine = create_engine(f"sqlite:///{file}")
    event.listen(engine, "connect", _on_connect)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE report (id INTEGER PRIMARY KEY, answers TEXT NOT NULL)"))
        connection.execute(text("INSERT INTO report (id, answers) VALUES (1, '{}')"))
    return engine


def _on_connect(connection: Any, _record: Any) -> None:
    for pragma in ("journal_mode=WAL", "synchronous=FULL"):
        connection.execute(f"PRAGMA {pragma}")
