"""The blueprint of the read API and its description: how an address states what it takes and gives."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from http import HTTPStatus
from typing import Any, NoReturn, TypeVar

from flask import Flask, Request
from flask_smorest import Api, Blueprint
from flask_smorest.utils import prepare_response
from marshmallow import Schema, ValidationError
from webargs.flaskparser import FlaskParser

from portal.api.parameters import Nothing
from portal.api.shapes import ProblemSchema
from portal.errors import MalformedError

View = TypeVar("View", bound=Callable[..., Any])
Shape = Schema | type[Schema] | Mapping[str, Any]

PREFIX = "/api/v1"
PROBLEM = "application/problem+json"
HEADERS: Mapping[str, Any] = {
    "ETag": {
        "description": 'SHA-256 of the content in hexadecimal, as a weak tag: W/"…"',
        "schema": {"type": "string"},
    },
    "Unencoded-Digest": {
        "description": "SHA-256 of the content before it is compressed, in base64: sha-256=:…:",
        "schema": {"type": "string"},
    },
}
IF_NONE_MATCH: Mapping[str, Any] = {
    "name": "If-None-Match",
    "in": "header",
    "description": "The ETag of the content already at hand; if it is still the same, the answer is 304.",
    "schema": {"type": "string"},
}


class StrictParser(FlaskParser):
    """Reads the query of an address; what it cannot read is told as a domain error, never passed over."""

    DEFAULT_VALIDATION_STATUS = HTTPStatus.BAD_REQUEST.value
    DEFAULT_UNKNOWN_BY_LOCATION: dict[str, str | None] = {"query": "raise"}  # noqa: RUF012 - as typed above

    def load_querystring(self, req: Request, schema: Schema) -> Any:
        """Return the parameters; raises MalformedError for one that is given twice."""
        twice = {name: ["Given more than once."] for name, given in req.args.lists() if len(given) > 1}
        if twice:
            raise MalformedError("parameters_unreadable", parameters=twice, names=", ".join(twice))
        return super().load_querystring(req, schema)

    def handle_error(self, error: ValidationError, *_request: Any, **_status: Any) -> NoReturn:
        """Raise MalformedError with what is wrong, by parameter."""
        wrong = dict(error.messages_dict.get("query", {}))
        raise MalformedError("parameters_unreadable", parameters=wrong, names=", ".join(wrong))


class ApiBlueprint(Blueprint):  # type: ignore[misc]  # flask-smorest publishes no types
    """A blueprint whose queries are read strictly."""

    ARGUMENTS_PARSER = StrictParser()


class Description(Api):  # type: ignore[misc]  # flask-smorest publishes no types
    """Describes the blueprint as OpenAPI; errors are answered by the shell, as everywhere."""

    ERROR_SCHEMA = ProblemSchema

    def _register_error_handlers(self) -> None:
        """Leave errors to `portal.web.errors`."""

    def _register_responses(self) -> None:
        """Describe each error as the problem it is answered with."""
        named = {status.name: status.phrase for status in HTTPStatus if status >= HTTPStatus.BAD_REQUEST}
        for name, phrase in {**named, "DEFAULT_ERROR": "Any other error"}.items():
            response = {"description": phrase, "schema": ProblemSchema}
            prepare_response(response, self.spec, PROBLEM)
            self.spec.components.response(name, response, lazy=True)
        not_modified = {"description": "What the reader has is still the same."}
        self.spec.components.response(HTTPStatus.NOT_MODIFIED.name, not_modified, lazy=True)

    def _register_etag_headers(self) -> None:
        """Leave these out: what flask-smorest says of tags is not what is done here."""

    def _register_pagination_header(self) -> None:
        """Leave this out: pages are told of in the answer itself."""


blueprint = ApiBlueprint(
    "api",
    __name__,
    url_prefix=PREFIX,
    description="What is public of cycles, countries, figures, issued tables and best practices.",
)


def get(
    address: str,
    shape: Shape,
    *,
    query: type[Schema] = Nothing,
    problems: Iterable[HTTPStatus] = (),
) -> Callable[[View], View]:
    """Declare the address of a view: the query it takes, the shape it gives, what it may be refused with.

    The view gets the query as its first argument and returns a whole response.
    """

    def declare(view: View) -> View:
        documented = blueprint.response(200, shape, headers=HEADERS)(view)
        for status in (HTTPStatus.NOT_MODIFIED, *problems):
            documented = blueprint.alt_response(status.value, response=status.name)(documented)
        documented = blueprint.arguments(query, location="query")(documented)
        documented = blueprint.doc(operationId=view.__name__)(documented)
        blueprint.route(address, parameters=[IF_NONE_MATCH])(documented)
        return view

    return declare


def describe(app: Flask) -> None:
    """Register the blueprint with its description, which `portal.api` keeps among the extensions."""
    description = Description(
        app,
        spec_kwargs={
            "title": "Reporting portal: read API",
            "version": "1",
            "openapi_version": "3.1.0",
            "info": {"description": "Public and read-only. Figures are exact decimals."},
            "servers": [{"url": "/"}],
        },
    )
    description.register_blueprint(blueprint)
    app.extensions["portal.api"] = description.spec
