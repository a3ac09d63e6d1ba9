"""The addresses of the review page and what they answer."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from pipeline.errors import ShuzhaiError, UsageError
from pipeline.facts.totals import KEYS, reasons
from pipeline.page import cards
from pipeline.page.choice import ANY, CONFIDENCES, SORTS, VERDICTS, Choice, Pages
from pipeline.page.desk import Article, Desk, NewerError, NotThereError
from pipeline.page.guard import Guard
from pipeline.page.marks import marked, parts
from pipeline.page.projects import ProjectCard, chosen_projects
from pipeline.page.sums import Sums
from pipeline.page.tables import IN_ARTICLE
from pipeline.page.words import LANGUAGES, preferred, words
from pipeline.reviews.journal import REVIEWED
from pipeline.reviews.journal import VERDICTS as JUDGED
from pipeline.writers.rows import KINDS, plain

_HERE = Path(__file__).parent
_LONGEST_REQUEST = 1 << 20
_LANGUAGE_YEAR = 365 * 24 * 3600


def create_app(desk: Desk, sums: Sums, *, token: str, host: str, port: int) -> ASGIApp:
    """The page of one desk, for who has the token, under the address of `host` and `port`."""
    app = Starlette(
        routes=[
            Route("/", _articles),
            Route("/article", _article),
            Route("/projects", _projects),
            Route("/totals", _totals),
            Route("/row/{id}", _row),
            Route("/changes", _changes),
            Route("/reviews", _reviews),
            Route("/act", _act, methods=["POST"]),
            Route("/missed", _missed, methods=["POST"]),
            Route("/undo", _undo, methods=["POST"]),
            Mount("/static", StaticFiles(directory=_HERE / "static")),
        ],
        exception_handlers={ShuzhaiError: _told, 404: _not_found},
    )
    app.state.desk, app.state.sums = desk, sums
    app.state.templates = _templates()
    return Guard(app, token=token, host=host, port=port)


def _templates() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {
        "headline": cards.headline, "cells": cards.cells, "figure": cards.figure, "days": cards.days, "grouped": cards.grouped, "figures": cards.figures,
        "plain": plain, "KINDS": KINDS, "IN_ARTICLE": IN_ARTICLE, "SORTS": SORTS, "VERDICTS": VERDICTS,
        "CONFIDENCES": CONFIDENCES, "KEYS": KEYS, "ANY": ANY,
    }  # fmt: skip
    return environment


# -- pages


def _articles(request: Request) -> Response:
    desk = _desk(request)
    choice = Choice.of(request.query_params)
    found = desk.articles(choice)
    pages = Pages.of(found, request.query_params.get("page", "1"))
    rows, reviewed = sum(article.chosen for article in found), sum(article.reviewed for article in found)
    return _page(
        request, "articles.html", choice=choice, pages=pages, facets=desk.facets(), rows=rows, reviewed=reviewed,
        empty=not desk.tables().documents, page_address=_pages(request),
    )  # fmt: skip


def _article(request: Request) -> Response:
    desk, query = _desk(request), request.query_params
    choice = Choice.of(query)
    article = desk.article(query.get("doc", ""))
    number, count, (start, end) = _part(article, query)
    items = [item for item in article.items if start <= item.span[0] < end]
    takes = choice.takes(article.document)
    chosen = [takes(item) for item in items]
    places, of_item = cards.places(items, chosen, start)
    doc = article.document["doc"]
    docs = [listed.document["doc"] for listed in desk.articles(choice)]
    at = docs.index(doc) if doc in docs else -1
    return _page(
        request, "article.html", choice=choice, article=article, html=marked(article.text[start:end], places),
        rows=list(zip(items, chosen, of_item, strict=True)), texts={item.key[1]: item.row["text"] for item in items},
        previous=docs[at - 1] if at > 0 else "", following=docs[at + 1] if 0 <= at < len(docs) - 1 else "",
        position=at + 1, number=len(docs), part=number, parts=count, states=cards.states(items), doc=doc, span=(start, end),
    )  # fmt: skip


def _part(article: Article, query: Mapping[str, str]) -> tuple[int, int, tuple[int, int]]:
    """Number of the part of a long article that is asked for, by its number or by a row in it; how many there are; its span."""
    found = parts(article.text, (item.span for item in article.items))
    number = _number(query.get("part", ""))
    if wanted := query.get("row"):
        starts = [item.span[0] for item in article.items if "-".join(item.key) == wanted]
        number = next((n for n, (start, end) in enumerate(found, 1) if starts and start <= starts[0] < end), number)
    number = min(max(number, 1), len(found))
    return number, len(found), found[number - 1]


def _projects(request: Request) -> Response:
    desk = _desk(request)
    query = request.query_params
    only, text, verdict = query.get("only", ""), query.get("text", "").strip(), query.get("verdict", "")
    verdicts = desk.verdicts()
    items = [verdicts.item("projects", row) for row in desk.tables().projects]
    found = chosen_projects(items, text=text, verdict=verdict, contradictory=only == "contradictions")
    pages = Pages.of(found, query.get("page", "1"))
    shown = [ProjectCard.of(item) for item in pages.shown]
    return _page(
        request, "projects.html", pages=pages, shown=shown, only=only, text=text, verdict=verdict, all=len(items),
        states=cards.states(pages.shown), page_address=_pages(request),
    )  # fmt: skip


def _totals(request: Request) -> Response:
    query = request.query_params
    by = tuple(key for key in query.getlist("by") if key in KEYS) or ("indicator",)
    confidence = query.get("confidence", "medium")
    confidence = confidence if confidence in CONFIDENCES else "medium"
    every = bool(query.get("every"))
    added = request.app.state.sums.of(by, confidence, every=every)
    wanted = query.get("total", "")
    opened = next((total for total in added.totals if added.name(total) == wanted), None)
    pages = Pages.of(added.totals, query.get("page", "1"))
    return _page(
        request, "totals.html", by=by, confidence=confidence, every=every, added=added, pages=pages, opened=opened,
        left_out=reasons(added.left_out), page_address=_pages(request), address=lambda **more: _address(query, **more),
    )  # fmt: skip


def _row(request: Request) -> Response:
    """On to the article that holds the row of an id, a fact before its figure."""
    identity = request.path_params["id"]
    tables = _desk(request).tables()
    for table in ("facts", *KINDS):
        if (row := tables.find(table, identity)) is not None:
            name = f"{table}-{identity}"
            return RedirectResponse(f"/article?{urlencode({'doc': row['doc'], 'row': name})}#{name}", 303)
    raise NotThereError(f"no row {identity!r} in these tables")


# -- data for the scripts


def _changes(request: Request) -> Response:
    desk = _desk(request)
    return JSONResponse({"tables": desk.tables_version(), "journal": desk.journal_version()})


def _reviews(request: Request) -> Response:
    desk = _desk(request)
    doc = request.query_params.get("doc", "")
    tables, verdicts = desk.tables(), desk.verdicts()
    if doc:
        start, end = (_number(request.query_params.get(name, "")) for name in ("start", "end"))
        items = [item for item in verdicts.items(tables, doc) if start <= item.span[0] < end]
    else:
        items = [verdicts.item("projects", row) for row in tables.projects]
    return JSONResponse({"rows": cards.states(items), "journal": desk.journal_version()})


async def _act(request: Request) -> Response:
    def act(told: Mapping[str, Any]) -> Mapping[str, Any]:
        says, base = _says(told["says"]), _says(told["base"])
        table, identity, doc = _text(told["table"]), _text(told["id"]), _text(told["doc"])
        if table not in REVIEWED:
            raise ValueError(f"no table {table!r} is reviewed")
        item = desk.judge(table, identity, doc, base=base, says=says)
        return {"row": cards.state(item) if item else None}

    desk = _desk(request)
    return await _done(request, act)


async def _missed(request: Request) -> Response:
    def add(told: Mapping[str, Any]) -> Mapping[str, Any]:
        start, end = told["start"], told["end"]
        if not (isinstance(start, int) and isinstance(end, int) and 0 <= start < end):
            raise ValueError("start and end are no span")
        texts = {name: _text(told[name]) for name in ("table", "doc", "text", "value", "note")}
        item = desk.add_missed(texts["table"], texts["doc"], start, end, texts["text"], value=texts["value"], note=texts["note"])
        return {"row": cards.state(item)}

    desk = _desk(request)
    return await _done(request, add)


async def _undo(request: Request) -> Response:
    def undo(_: Mapping[str, Any]) -> Mapping[str, Any]:
        undone = desk.undo()
        if undone is None:
            return {"undone": None}
        review, item = undone
        row = {"table": review.table, "id": review.id, "doc": review.doc}
        return {"undone": row, "row": cards.state(item) if item else None}

    desk = _desk(request)
    return await _done(request, undo)


async def _done(request: Request, work: Callable[[Mapping[str, Any]], Mapping[str, Any]]) -> Response:
    """The answer to a writing request: 400 where it makes no sense, 404, 409 and 422 where it cannot be done."""
    try:
        told = json.loads(await _body(request))
        done = await run_in_threadpool(work, told)
    except (ValueError, KeyError, TypeError) as error:
        return JSONResponse({"error": f"not understood: {error}"}, 400)
    except NewerError as error:
        return JSONResponse({"error": str(error), "row": cards.state(error.item) if error.item else None}, 409)
    except NotThereError as error:
        return JSONResponse({"error": str(error)}, 404)
    except UsageError as error:
        return JSONResponse({"error": str(error)}, 503)
    except ShuzhaiError as error:
        return JSONResponse({"error": str(error)}, 422)
    return JSONResponse({**done, "journal": _desk(request).journal_version()})


async def _body(request: Request) -> bytes:
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
        raise ValueError("it is no JSON")
    data = b""
    async for chunk in request.stream():
        data += chunk
        if len(data) > _LONGEST_REQUEST:
            raise ValueError("it is too long")
    return data


def _says(told: Any) -> tuple[str, str, str]:
    verdict, correction, note = (_text(told[name]).strip() for name in ("verdict", "correction", "note"))
    if verdict not in JUDGED:
        raise ValueError(f"verdict {verdict!r} is none of ok, wrong, empty")
    return verdict, correction, note


def _number(told: str) -> int:
    return int(told) if told.isascii() and told.isdecimal() else 0


def _text(told: Any) -> str:
    if not isinstance(told, str):
        raise TypeError(f"{told!r} is no text")
    return told


# -- all pages


def _desk(request: Request) -> Desk:
    desk: Desk = request.app.state.desk
    return desk


def _page(request: Request, template: str, status: int = 200, **context: Any) -> Response:
    """A page in the reader's language; `?lang=` is remembered."""
    asked = request.query_params.get("lang", "")
    kept = request.cookies.get("lang", "")
    language = next((name for name in (asked, kept) if name in LANGUAGES), preferred(request.headers.get("accept-language", "")))
    desk, said = _desk(request), words(language)
    other = LANGUAGES[LANGUAGES.index(language) - 1]
    data = {
        "words": {key: word for key, word in said.items() if key.startswith("js.")},
        "tables": desk.tables_version(), "journal": desk.journal_version(),
        "doc": context.get("doc", ""), "span": context.get("span", (0, 0)), "rows": context.get("states", {}),
    }  # fmt: skip
    html = request.app.state.templates.get_template(template).render(
        t=said, language=language, other=other, other_address=_address(request.query_params, lang=other), desk=desk,
        path=request.url.path, data=data, **context,
    )  # fmt: skip
    response = HTMLResponse(html, status)
    if asked in LANGUAGES:
        response.set_cookie("lang", asked, max_age=_LANGUAGE_YEAR, httponly=True, samesite="strict")
    return response


def _address(query: Any, **more: object) -> str:
    """The query of this page with `more` in place of what it says; empty takes away."""
    pairs = [(name, value) for name, value in query.multi_items() if name not in more]
    return "?" + urlencode([*pairs, *((name, value) for name, value in more.items() if value != "")])


def _pages(request: Request) -> Callable[[int], str]:
    """The address of each page of a list."""
    return lambda page: _address(request.query_params, page=page)


def _told(request: Request, error: Exception) -> Response:
    missing = not isinstance(error, NotThereError)
    return _page(request, "message.html", 503 if missing else 404, message=str(error), missing=missing)


def _not_found(request: Request, _: Exception) -> Response:
    return _page(request, "message.html", 404, message=request.url.path, missing=False)
