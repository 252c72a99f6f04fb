"""The application: its pages and its API."""

import json
import os
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from datetime import UTC, date, datetime
from typing import Annotated
from uuid import UUID

import attrs
from fastapi import APIRouter, Depends, FastAPI, HTTPException, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse
from fastapi.templating import Jinja2Templates
from jinja2 import Environment, PackageLoader, StrictUndefined
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

import attain

from . import forms
from .guard import Guard
from .rescore import rescore
from .store import Assessment, Store

LONGEST_SUBJECT = 200

TEMPLATES = Jinja2Templates(
    env=Environment(
        loader=PackageLoader("partner_portal"),
        autoescape=True,  # input stays text; only results contain HTML, in which attain has escaped all text
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
)


@attrs.frozen
class Portal:
    """The state that every page needs; a rubric never changes, so all threads share it."""

    rubric: attain.Rubric
    store: Store


def portal(request: Request) -> Portal:
    """Return the portal that serves a request."""
    found: Portal = request.app.state.portal
    return found


def kept(portal: "Here", id_: UUID) -> Assessment:
    """Return the assessment with an id, or respond with status 404."""
    found = portal.store.find(id_)
    if found is None:
        raise HTTPException(404, "There is no such assessment.")
    return found


async def filled_in(request: Request) -> dict[str, str]:
    """Return the fields of a submitted form; refuse it if the browser reports that another site sent it."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        raise HTTPException(403, "Send the form from its own page.")
    form = await request.form(max_files=0, max_fields=5_000)
    return {name: value.strip() for name, value in form.items() if isinstance(value, str)}


Here = Annotated[Portal, Depends(portal)]
Kept = Annotated[Assessment, Depends(kept)]
pages = APIRouter(default_response_class=HTMLResponse)
api = APIRouter(prefix="/api/assessments")


def show(request: Request, template: str, status: int = 200, **context: object) -> Response:
    """Render a template as a page."""
    here = {"rubric": portal(request).rubric, **context}
    return TEMPLATES.TemplateResponse(request, template, here, status_code=status)


@pages.get("/")
def list_(request: Request, portal: Here) -> Response:
    """List the latest assessments, and mark those that were scored by other rules."""
    return show(request, "list.html", assessments=portal.store.latest(), digest=portal.rubric.scoring_digest)


@pages.get("/assessments/new")
def ask(request: Request, portal: Here) -> Response:
    """Show an empty form."""
    given = {"subject": "", "on": datetime.now(UTC).date().isoformat()} | forms.blank(portal.rubric)
    return form(request, portal, given, {})


def form(request: Request, portal: Portal, given: Mapping[str, str], faults: Mapping[str, list[str]]) -> Response:
    """Show the form with the given values and their problems."""
    sections = list(forms.sections(portal.rubric))
    status = 422 if faults else 200
    return show(request, "form.html", status, sections=sections, given=given, faults=faults, forms=forms)


@pages.post("/assessments")
def answer(request: Request, portal: Here, given: Annotated[dict[str, str], Depends(filled_in)]) -> Response:
    """Score and store a submitted form; if it has problems, show it again with each problem beside its field."""
    subject, on, faults = given.get("subject", ""), None, forms.unknown(portal.rubric, given) | forms.too_long(given)
    with suppress(ValueError):
        on = date.fromisoformat(given.get("on", ""))
    if not 0 < len(subject) <= LONGEST_SUBJECT:
        faults["subject"] = [f"give a name of at most {LONGEST_SUBJECT} characters"]
    if on is None:
        faults["on"] = ["give a day, such as 2026-11-21"]
    if on is None or faults:
        return form(request, portal, given, faults)
    filled = forms.read(portal.rubric, given)
    try:
        result = portal.rubric.assess(filled.answers, facts=filled.facts, on=on, subject=subject)
    except attain.AttainError as error:
        return form(request, portal, given, forms.faults(portal.rubric, error))
    return RedirectResponse(f"/assessments/{portal.store.keep(result, subject, on)}", status_code=303)


@pages.get("/assessments/{id_}")
def result(request: Request, portal: Here, kept: Kept) -> Response:
    """Show the result of an assessment."""
    return show(request, "result.html", kept=kept, result=kept.result, digest=portal.rubric.scoring_digest)


@pages.get("/assessments/{id_}/rescored")
def rescored(request: Request, portal: Here, kept: Kept) -> Response:
    """Compare a stored result with the result by the present rubric, without changing what is stored."""
    try:
        return show(request, "rescored.html", kept=kept, both=rescore(kept.result, portal.rubric))
    except attain.AttainError as error:
        return show(request, "unscored.html", 409, kept=kept, problems=error.problems)


Text = Annotated[str, StringConstraints(max_length=forms.LONGEST)]
Value = bool | int | float | Text | None


class DetailedAnswer(BaseModel):
    """An answer with its note, evidence, date and name."""

    model_config = ConfigDict(extra="forbid")
    value: Value = None
    note: Text | None = None
    evidence: Text | None = None
    on: date | None = None
    by: Text | None = None


class Given(BaseModel):
    """The input of an assessment, with answers by the full ids of their questions."""

    model_config = ConfigDict(extra="forbid")
    subject: str = Field(min_length=1, max_length=LONGEST_SUBJECT)
    on: date
    answers: dict[str, Value | DetailedAnswer]
    facts: dict[str, Value] = {}


class Json(JSONResponse):
    """JSON in ASCII, because JSON can contain lone surrogates that UTF-8 can't encode."""

    def render(self, content: object) -> bytes:
        """Return the JSON as bytes."""
        return json.dumps(content).encode()


async def misshapen(_: Request, error: Exception) -> Response:
    """Report a malformed request in the same form as all other problems."""
    found = error.errors() if isinstance(error, RequestValidationError) else ()
    return Json(
        {"problems": [{"code": each["type"], "path": each["loc"], "message": each["msg"]} for each in found]}, 422
    )


@api.post("", status_code=201)
def make(portal: Here, given: Given) -> Response:
    """Score and store answers, or report every problem with its code and its path."""
    answers = {
        name: each.model_dump() if isinstance(each, DetailedAnswer) else each for name, each in given.answers.items()
    }
    try:
        result = portal.rubric.assess(answers, facts=given.facts, on=given.on, subject=given.subject)
    except attain.AttainError as error:
        problems = [{key: getattr(each, key) for key in ("code", "path", "message", "hint")} for each in error.problems]
        return Json({"problems": problems}, 422)
    id_ = portal.store.keep(result, given.subject, given.on)
    return Json({"id": str(id_), "result": result.to_dict()}, 201, {"Location": f"/api/assessments/{id_}"})


@api.get("/{id_}")
def get(kept: Kept) -> Response:
    """Return an assessment with its stored result."""
    return Json({"id": str(kept.id), "result": kept.record})


def create_app(rubric: attain.Rubric, database: str) -> FastAPI:
    """Create the application for a rubric and a database."""
    store = Store(database)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        store.close()

    app = FastAPI(title=rubric.title, lifespan=lifespan, docs_url=None, redoc_url=None)
    app.state.portal = Portal(rubric, store)
    app.add_middleware(Guard)
    app.add_exception_handler(RequestValidationError, misshapen)
    app.include_router(pages)
    app.include_router(api)
    return app


def from_environment() -> FastAPI:
    """Create the application from the variables PORTAL_RUBRIC, which is an id or a file, and PORTAL_DATABASE."""
    rubric = os.environ.get("PORTAL_RUBRIC", "iamcp-p2p@2016")
    database = os.environ.get("PORTAL_DATABASE", "sqlite:///portal.db")
    return create_app(attain.load(rubric) if rubric.endswith(".toml") else attain.rubric(rubric), database)
