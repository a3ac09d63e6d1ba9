"""The review page: what it shows, what it writes into the journal, whom it answers."""

from __future__ import annotations

import hashlib
import re
import shutil
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from helpers import MakeFolder, written
from pipeline import Pipeline, run_corpus
from pipeline.page.app import create_app
from pipeline.page.choice import Choice
from pipeline.page.desk import Desk
from pipeline.page.marks import PART, Place, marked, parts
from pipeline.page.sums import Sums
from pipeline.page.words import preferred, words
from pipeline.reviews.corrections import Corrections
from pipeline.reviews.journal import Journal, Review, current

with warnings.catch_warnings(action="ignore"):  # it would rather have the successor of httpx
    from starlette.testclient import TestClient

TOKEN = "a-token-of-this-test"
HOST = "127.0.0.1:8765"
ARTICLES = {
    "a.txt": "霍城县的项目\n发布日期:2024-06-01\n2023年，霍城县惠远产业园总投资1.3亿元，带动4500余人就业。\n",
    "sub/b.txt": "伊宁县的项目\n发布日期:2024-06-01\n2023年，伊宁县南通高级中学总投资2.12亿元。近日，又投资3000万元。\n",
}


@dataclass
class Page:
    """A served page with its folders."""

    client: TestClient
    outputs: Path
    corpus: Path

    @property
    def journal(self) -> Journal:
        return Journal(self.outputs.with_name(f"{self.outputs.name}.reviews.jsonl"))

    def get(self, address: str, **headers: str) -> Any:
        return self.client.get(address, headers={"accept-language": "en", **headers})

    def post(self, address: str, told: object, **headers: str) -> Any:
        return self.client.post(address, json=told, headers={"origin": f"http://{HOST}", **headers})

    def rows(self, doc: str = "a.txt") -> dict[str, dict[str, str]]:
        """Table and id of the rows of an article, by table and text."""
        cards = re.findall(
            r'data-table="(\w+)" data-id="(\w+)" data-doc="([^"]*)".*?class="surface">([^<]*)<', self.body(doc), re.S
        )
        return {f"{table} {text}": {"table": table, "id": identity, "doc": named} for table, identity, named, text in cards}

    def body(self, doc: str) -> str:
        answer = self.client.get("/article", params={"doc": doc})
        assert answer.status_code == 200, answer.text
        return str(answer.text)

    def act(
        self, row: Mapping[str, str], verdict: str, correction: str = "", note: str = "", base: tuple[str, ...] = ("", "", "")
    ) -> Any:
        says = {"verdict": verdict, "correction": correction, "note": note}
        return self.post("/act", {**row, "says": says, "base": dict(zip(says, base, strict=True))})

    def held(self) -> dict[tuple[str, str], Review]:
        return current(self.journal.entries())


MakePage = Callable[..., Page]


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The outputs of `ARTICLES`."""
    folder = tmp_path_factory.mktemp("page")
    run_corpus(written(folder / "articles", ARTICLES), folder / "tables", workers=1)
    return folder / "tables"


@pytest.fixture
def page_of(pipeline: Pipeline, corpus: MakeFolder, tables: Path, tmp_path: Path) -> MakePage:
    """The page of a corpus: `page_of({"a.txt": "…"})`; without a run where `run` is false."""

    def make(files: Mapping[str, str | bytes] = ARTICLES, *, run: bool = True, enter: bool = True) -> Page:
        folder, outputs = corpus(files), tmp_path / "tables"
        if run and files is ARTICLES:
            shutil.copytree(tables, outputs)
        elif run:
            run_corpus(folder, outputs, workers=1)
        desk = Desk(outputs, folder, lambda: Corrections(pipeline), reviewer="小张")
        app = create_app(desk, Sums(desk), token=TOKEN, host="127.0.0.1", port=8765)
        client = TestClient(app, base_url=f"http://{HOST}")
        if enter:
            assert client.get(f"/?token={TOKEN}").status_code in (200, 503)
        return Page(client, outputs, folder)

    return make


# -- what is shown


def test_articles_with_their_progress(page_of: MakePage) -> None:
    page = page_of()
    rows = page.rows("sub/b.txt")
    assert {"amounts 2.12亿元", "facts 2.12亿元", "places 伊宁县", "dates 2023年"} <= rows.keys()
    number = page.body("sub/b.txt").count("data-id=")
    assert f"0 / {number}<" in page.get("/").text
    page.act(rows["amounts 2.12亿元"], "ok")
    shown = page.get("/").text
    assert f"1 / {number}<" in shown
    assert shown.index("霍城县的项目") < shown.index("伊宁县的项目")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["a.txt", "sub/b.txt"]),
        ("text=2.12", ["sub/b.txt"]),
        ("text=惠远产业园", ["a.txt"]),
        ("place=654021", ["sub/b.txt"]),
        ("place=霍城", ["a.txt"]),
        ("kind=counts", ["a.txt"]),
        ("rule=date.past", ["sub/b.txt"]),
        ("confidence=high&text=4500", ["a.txt"]),
        ("verdict=wrong", ["a.txt"]),
        ("verdict=ok", []),
        ("verdict=corrected", ["a.txt"]),
        ("verdict=missed", []),
        ("verdict=open&text=1.3亿&kind=amounts", []),
        ("check=any", []),
        ("sort=open", ["sub/b.txt", "a.txt"]),
        ("sort=nonsense&page=99", ["a.txt", "sub/b.txt"]),
    ],
)
def test_filters(page_of: MakePage, query: str, found: list[str]) -> None:
    page = page_of()
    page.act(page.rows()["amounts 1.3亿元"], "wrong", "1.5亿")
    for row in page.rows().values() if query == "sort=open" else ():
        page.act(row, "ok", base=("wrong", "1.5亿", "") if row["table"] == "amounts" else ("", "", ""))
    listed = re.findall(r'/article\?doc=([^"&]*)|/article\?[^"]*?&amp;doc=([^"&]*)', page.get(f"/?{query}").text)
    assert [(one or other).replace("%2F", "/") for one, other in listed] == found


def test_a_filter_goes_with_the_reader_into_the_article(page_of: MakePage) -> None:
    body = page_of().get("/article?doc=sub/b.txt&kind=amounts").text
    left_out = re.findall(r'data-table="(\w+)"[^>]*data-left-out', body)
    assert left_out
    assert "amounts" not in left_out


def test_what_articles_hold_is_escaped(page_of: MakePage) -> None:
    evil = "<script>alert(1)</script>"
    page = page_of(
        {"a.txt": f"{evil}的标题在此\r\n2023年，霍城县“<img src=x onerror=alert(2)>产业园”总投资1.3亿元。{evil}\0\r\n"}
    )
    page.act(page.rows()["amounts 1.3亿元"], "ok", note=f"{evil}</script>")
    for address in ("/", "/?text=<script>alert(1)</script>", "/article?doc=a.txt", "/totals?by=subject", "/projects"):
        body = page.get(address).text
        assert "<script>alert" not in body, address
        assert "<img" not in body, address
        assert body.count("</script>") == 2, address
    assert "&lt;script&gt;alert(1)" in page.body("a.txt")


def test_marks_keep_the_text_character_by_character() -> None:
    text = "a\r\n<b>&𠮷共30\r\n家\0。\n\n末行"
    places = [Place(4, 11, "places", "open"), Place(8, 14, "counts", "ok"), Place(9, 10, "dates", "wrong", chosen=False)]
    html = marked(text, places)
    plain = re.sub(r"<[^>]*>", "", html).replace("&#13;", "\r")
    for entity, char in (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
        plain = plain.replace(entity, char)
    assert plain == text.replace("\0", "\N{REPLACEMENT CHARACTER}")
    for number, place in enumerate(places):
        marks = re.findall(rf'data-places="[^"]*\b{number}\b[^"]*"[^>]*>([^<]*)<', html)
        told = "".join(marks).replace("&#13;", "\r").replace("&gt;", ">").replace("&amp;", "&").replace("&lt;", "<")
        assert told == text[place.start : place.end].replace("\0", "\N{REPLACEMENT CHARACTER}")
    assert html.count('tabindex="0"') == len(places)


def test_a_long_text_is_cut_into_parts_but_no_mention_is() -> None:
    text = ("字" * 99 + "\n") * 350 + "末" * 25_000
    spans = [(PART - 50, PART + 250), (2 * PART + 200, 2 * PART + 300)]
    found = parts(text, spans)
    assert "".join(text[start:end] for start, end in found) == text
    assert len(found) > 4
    assert not any(left < cut < right for left, right in spans for _, cut in found)
    assert parts("短文", []) == [(0, 2)]
    assert parts("", []) == [(0, 0)]


def test_a_row_leads_to_its_part_of_a_long_article(page_of: MakePage) -> None:
    filler = "春风吹过田野，大家都很高兴。\n" * (PART // 14)
    page = page_of({"a.txt": f"长文章的标题\n{filler}霍城县投资7亿元。\n{filler}"})
    assert "7亿元" not in page.body("a.txt").split("</header>")[1]
    part = page.get("/article?doc=a.txt&part=2").text
    (identity,) = set(re.findall(r'data-table="amounts" data-id="(\w+)"', part))
    led = page.client.get(f"/row/{identity}")
    assert led.status_code == 200
    assert "7亿元" in led.text
    assert page.get("/row/a0000").status_code == 404


def test_no_articles(page_of: MakePage) -> None:
    page = page_of({"photo.jpg": b"\xff"})
    for address, says in (("/", "shuzhai run"), ("/projects", "no projects"), ("/totals", "No facts")):
        answer = page.get(address)
        assert answer.status_code == 200
        assert says in answer.text


def test_no_tables_and_then_tables(page_of: MakePage) -> None:
    page = page_of(run=False)
    answer = page.get("/")
    assert answer.status_code == 503
    assert "shuzhai run" in answer.text
    before = page.get("/changes").json()
    run_corpus(page.corpus, page.outputs, workers=1)
    assert page.get("/changes").json()["tables"] != before["tables"]
    assert "霍城县的项目" in page.get("/").text


def test_an_article_that_changed_after_the_run_says_so(page_of: MakePage) -> None:
    page = page_of()
    assert "changed after the run" not in page.get("/article?doc=a.txt").text
    row = page.rows()["amounts 1.3亿元"]
    written(page.corpus, {"a.txt": f"新加的一行。\n{ARTICLES['a.txt']}"})
    assert "changed after the run" in page.get("/article?doc=a.txt").text
    assert page.act(row, "ok").status_code == 200
    (review,) = page.journal.entries()
    assert (review.text, review.before, review.after) == ("1.3亿元", "", "")  # not what stands at its place now
    assert review.sha256 == hashlib.sha256(ARTICLES["a.txt"].encode()).hexdigest()
    run_corpus(page.corpus, page.outputs, workers=1)
    assert "changed after the run" not in page.get("/article?doc=a.txt").text
    assert page.held()["amounts", page.rows()["amounts 1.3亿元"]["id"]].verdict == "ok"
    written(page.corpus, {"a.txt": "短了。"})
    assert "changed after the run" in page.get("/article?doc=a.txt").text
    (page.corpus / "a.txt").unlink()
    assert page.get("/article?doc=a.txt").status_code == 404


# -- acts


def test_an_act_goes_into_the_journal(page_of: MakePage) -> None:
    page = page_of()
    row = page.rows()["amounts 1.3亿元"]
    answer = page.act(row, "wrong", "1.5亿", "see the table")
    assert answer.status_code == 200
    assert answer.json()["row"]["correction"] == "1.5亿"
    (review,) = page.journal.entries()
    text = (page.corpus / "a.txt").read_text(encoding="utf-8")
    assert review.says == ("wrong", "1.5亿", "see the table")
    assert (review.by, review.via, review.doc) == ("小张", "page", "a.txt")
    assert text[review.start : review.end] == review.text == "1.3亿元"
    assert text.index(review.before + review.text + review.after) >= 0
    assert review.read["value"] == "130000000"
    assert "1.5亿" in page.body("a.txt")


def test_what_cannot_be_read_is_refused_with_the_reason(page_of: MakePage) -> None:
    page = page_of()
    for name, correction in (("amounts 1.3亿元", "乱写"), ("places 霍城县", "乌有之乡"), ("facts 1.3亿元", "colour=red")):
        answer = page.act(page.rows()[name], "wrong", correction)
        assert answer.status_code == 422
        assert correction.split("=")[0] in answer.json()["error"]
    assert not list(page.journal.entries())


def test_a_newer_act_is_not_overwritten(page_of: MakePage) -> None:
    page = page_of()
    row = page.rows()["amounts 1.3亿元"]
    page.journal.append([Review(table="amounts", id=row["id"], verdict="wrong", note="no", doc="a.txt")], by="小李", via="sheet")
    answer = page.act(row, "ok")
    assert answer.status_code == 409
    assert (answer.json()["row"]["verdict"], answer.json()["row"]["by"]) == ("wrong", "小李")
    assert len(list(page.journal.entries())) == 1
    assert page.act(row, "ok", base=("wrong", "", "no")).status_code == 200
    assert page.held()["amounts", row["id"]].verdict == "ok"


def test_what_was_typed_into_the_table_since_is_for_the_next_run(page_of: MakePage) -> None:
    page = page_of()
    table = page.outputs / "amounts.csv"
    lines = table.read_text(encoding="utf-8-sig").replace("amount.currency,,,,", "amount.currency,,对, 1.5亿 ,", 1)
    table.write_text(lines + "extra,a.txt,,,补一行\n", encoding="utf-8-sig")
    row = page.rows()["amounts 1.3亿元"]
    assert page.act(row, "wrong", "1.6亿", base=("", "1.5亿", "")).status_code == 200
    assert page.held()["amounts", row["id"]].says == ("wrong", "1.6亿", "")


def test_undo_goes_back_act_by_act(page_of: MakePage) -> None:
    page = page_of()
    one, two = page.rows()["amounts 1.3亿元"], page.rows("sub/b.txt")["facts 2.12亿元"]
    page.act(one, "wrong", "1.5亿")
    page.act(one, "ok", base=("wrong", "1.5亿", ""))
    page.act(two, "ok")
    assert page.post("/undo", {}).json()["undone"] == two
    assert page.post("/undo", {}).json()["row"]["correction"] == "1.5亿"
    assert page.post("/undo", {}).json()["row"]["verdict"] == ""
    assert page.post("/undo", {}).json()["undone"] is None
    assert page.held() == {}
    assert len(list(page.journal.entries())) == 6


def test_undo_leaves_what_another_said_since(page_of: MakePage) -> None:
    page = page_of()
    row = page.rows()["amounts 1.3亿元"]
    page.act(row, "ok")
    page.journal.append([Review(table="amounts", id=row["id"], verdict="wrong", doc="a.txt")], by="小李")
    assert page.post("/undo", {}).status_code == 409
    assert page.held()["amounts", row["id"]].verdict == "wrong"


def missed(page: Page, words: str, **more: str) -> Any:
    text = (page.corpus / "a.txt").read_text(encoding="utf-8")
    start = text.index(words)
    told = {"doc": "a.txt", "table": "places", "start": start, "end": start + len(words), "text": words, "value": "", "note": ""}
    return page.post("/missed", told | more)


def test_a_missed_mention_is_added_changed_and_taken_back(page_of: MakePage) -> None:
    page = page_of()
    answer = missed(page, "惠远产业园", value="654023")
    assert answer.status_code == 200
    row = page.rows()["places 惠远产业园"]
    (review,) = page.journal.entries()
    assert (review.missed, review.verdict, review.correction, review.read["name"]) == (True, "ok", "654023", "霍城县")
    assert missed(page, "惠远产业园").status_code == 409
    assert "a.txt" in page.get("/?verdict=missed").text
    assert page.act(row, "ok", "654021", base=("ok", "654023", "")).json()["row"]["missed"]
    assert page.held()["places", row["id"]].read["name"] == "伊宁县"
    assert page.act(row, "", base=("ok", "654021", "")).json()["row"] is None
    assert "places 惠远产业园" not in page.rows()
    page.post("/undo", {})
    assert page.held()["places", row["id"]].correction == "654021"


def test_a_missed_mention_must_stand_in_the_article_and_be_understood(page_of: MakePage) -> None:
    page = page_of()
    assert missed(page, "惠远产业园", text="惠远").status_code == 404
    assert missed(page, "惠远产业园", table="facts").status_code == 404
    assert missed(page, "惠远产业园", value="乌有之乡").status_code == 422
    assert missed(page, "惠远产业园", start="x").status_code == 400  # type: ignore[arg-type]
    assert missed(page, "惠远产业园").status_code == 200  # its words say no place: the cells stay empty
    (review,) = page.journal.entries()
    assert review.read == {}


def test_a_run_takes_the_acts_into_the_tables(page_of: MakePage) -> None:
    page = page_of()
    page.act(page.rows()["amounts 1.3亿元"], "wrong", "1.5亿")
    missed(page, "惠远产业园", value="654023")
    before = page.get("/totals?by=indicator").text
    run_corpus(page.corpus, page.outputs, workers=1)
    rows = page.rows()
    assert "places 惠远产业园" in rows
    assert page.get("/totals?by=indicator").text.split("summary")[1] == before.split("summary")[1]
    page.act(rows["places 惠远产业园"], "", base=("ok", "654023", ""))
    assert "places 惠远产业园" not in page.rows()


def test_reviews_of_others_are_told(page_of: MakePage) -> None:
    page = page_of()
    row = page.rows()["amounts 1.3亿元"]
    journal = page.get("/changes").json()["journal"]
    page.journal.append([Review(table="amounts", id=row["id"], verdict="wrong", doc="a.txt")], by="小李")
    assert page.get("/changes").json()["journal"] != journal
    told = page.get("/reviews?doc=a.txt&start=0&end=999").json()["rows"]
    assert told[f"amounts-{row['id']}"]["verdict"] == "wrong"


def test_totals_follow_the_reviews_at_once(page_of: MakePage) -> None:
    page = page_of()
    assert re.search(r"总投资</td>\s*<td[^>]*>342,000,000<", page.get("/totals").text)
    page.act(page.rows()["amounts 1.3亿元"], "wrong", "1.5亿")
    assert re.search(r"总投资</td>\s*<td[^>]*>362,000,000<", page.get("/totals").text)
    page.act(page.rows("sub/b.txt")["facts 2.12亿元"], "wrong")
    opened = page.get("/totals?total=总投资%1FCNY").text
    assert re.search(r"总投资</td>\s*<td[^>]*>150,000,000<", opened)
    assert "judged wrong by a reviewer" in opened
    assert f'/row/{page.rows()["facts 1.3亿元"]["id"]}"' in opened


def test_projects_with_their_facts(page_of: MakePage) -> None:
    page = page_of()
    shown = page.get("/projects").text
    name, identity = "伊宁县南通高级中学", re.findall(r'data-table="projects" data-id="([^"]+)"', shown)[0]
    assert name in shown
    assert "212,000,000 CNY" in shown
    assert f'/row/{page.rows("sub/b.txt")["facts 2.12亿元"]["id"]}"' in shown
    row = {"table": "projects", "id": identity, "doc": ""}
    assert page.act(row, "wrong", "project=新名称").status_code == 200
    assert page.held()["projects", identity].correction == "project=新名称"
    assert "新名称" in page.get("/projects?verdict=wrong").text
    assert "新名称" not in page.get("/projects?verdict=open").text


def test_contradictions_are_flagged(page_of: MakePage) -> None:
    page = page_of(
        {
            f"{name}.txt": f"2023年，伊宁县南通高级中学总投资{money}亿元，占地面积120亩。"
            for name, money in (("a", "2.12"), ("b", "2.5"))
        }
    )
    shown = page.get("/projects?only=contradictions").text
    (told,) = re.findall(r'<div class="contradicted">(.*?)</div>', shown, re.S)
    assert "212,000,000 CNY | 250,000,000 CNY" in told
    assert told.count("/row/") == 2
    assert "No projects" not in shown
    assert "Nothing fits" in page.get("/projects?only=contradictions&text=霍城").text


@pytest.mark.parametrize(
    "told",
    [
        b"[1",
        b"[]",
        b"{}",
        b'{"table":"amounts","id":"x","doc":"a.txt","base":{},"says":{}}',
        b'{"table":"journal","id":"x","doc":"a.txt","base":{"verdict":"","correction":"","note":""},"says":{"verdict":"ok","correction":"","note":""}}',
        b'{"table":"amounts","id":"x","doc":"a.txt","base":{"verdict":"","correction":"","note":""},"says":{"verdict":"yes","correction":"","note":""}}',
        b'{"table":1,"id":"x","doc":"a.txt","base":{"verdict":"","correction":"","note":""},"says":{"verdict":"ok","correction":"","note":""}}',
        b'"' + b"a" * (1 << 20) + b'"',
    ],
)
def test_nonsense_is_refused(page_of: MakePage, told: bytes) -> None:
    page = page_of()
    headers = {"origin": f"http://{HOST}", "content-type": "application/json"}
    assert page.client.post("/act", content=told, headers=headers).status_code == 400
    headers["content-type"] = "text/plain"
    assert page.client.post("/act", content=b"{}", headers=headers).status_code == 400
    assert not page.journal.path.exists()


# -- who may ask


def test_only_who_has_the_token(page_of: MakePage) -> None:
    page = page_of(enter=False)
    for address in ("/", "/article?doc=a.txt", "/changes", "/static/page.css", "/?token=wrong", "/?token="):
        assert page.get(address).status_code == 403, address
    assert page.post("/undo", {}).status_code == 403
    answer = page.client.get(f"/projects?only=contradictions&token={TOKEN}", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/projects?only=contradictions")
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert page.get("/").status_code == 200
    away = page.client.get(f"http://{HOST}//elsewhere.example/?token={TOKEN}", follow_redirects=False)
    assert away.headers["location"].startswith("/elsewhere")


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8765", "127.0.0.1", "127.0.0.1:80", "127.0.0.1:8765.evil.example", ""]
)
def test_only_under_its_own_name(page_of: MakePage, host: str) -> None:
    assert page_of().get("/", host=host).status_code == 403


def test_other_names_of_this_machine(page_of: MakePage) -> None:
    page = page_of()
    for host in ("localhost:8765", "[::1]:8765"):
        assert page.get("/", host=host, cookie=f"shuzhai-8765={TOKEN}").status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": ""},
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:9999"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
def test_another_page_cannot_write(page_of: MakePage, headers: dict[str, str]) -> None:
    page = page_of()
    assert page.post("/undo", {}, **headers).status_code == 403


def test_every_answer_forbids_what_the_page_does_not_need(page_of: MakePage) -> None:
    page = page_of()
    for answer in (
        page.get("/"),
        page.get("/static/main.js"),
        page.get("/nowhere"),
        page.get("/", host="evil"),
        page.post("/undo", {}),
    ):
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["cache-control"] == "no-store"
    body = page.body("a.txt")
    assert not re.search(r"\son\w+=|<style|style=|https?://(?!127)", body)


def test_no_file_outside_the_articles(page_of: MakePage) -> None:
    page = page_of()
    (page.corpus.parent / "secret.txt").write_text("总投资9亿元。", encoding="utf-8")
    (page.corpus / "late.txt").write_text("总投资8亿元。", encoding="utf-8")
    for doc in (
        "../secret.txt",
        "late.txt",
        str(page.corpus.parent / "secret.txt"),
        "sub/../a.txt",
        "a.txt\0",
        "",
        "metadata.csv",
    ):
        assert page.client.get("/article", params={"doc": doc}).status_code == 404, doc
    for path in ("/static/../app.py", "/static/%2e%2e/app.py", "/static/..%2fwords.tsv"):
        assert page.get(path).status_code == 404, path
    table = page.outputs / "documents.csv"
    table.write_text(table.read_text(encoding="utf-8-sig").replace("a.txt", "../secret.txt"), encoding="utf-8-sig")
    assert page.client.get("/article", params={"doc": "../secret.txt"}).status_code == 404


# -- languages


def test_both_languages_say_the_same_things() -> None:
    chinese, english = words("zh"), words("en")
    assert chinese.keys() == english.keys()
    for key in chinese:
        assert re.findall(r"\{\w+\}", chinese[key]) == re.findall(r"\{\w+\}", english[key]) or set(
            re.findall(r"\{\w+\}", chinese[key])
        ) == set(re.findall(r"\{\w+\}", english[key])), key
        assert chinese[key], key
        assert english[key], key


def test_every_word_is_there_and_none_is_left_over() -> None:
    folder = Path(create_app.__code__.co_filename).parent
    templates = "".join(path.read_text(encoding="utf-8") for path in sorted(folder.glob("templates/*")))
    scripts = "".join(path.read_text(encoding="utf-8") for path in sorted(folder.glob("static/*.js")))
    used = set(re.findall(r"""\bt\[["']([^"'~]+)["']\]""", templates)) | {
        f"js.{key}" for key in re.findall(r'word\("(\w+)"', scripts)
    }
    assert used - words("en").keys() == set()
    assert not re.search(r"[\u4e00-\u9fff]", re.sub(r"//.*", "", templates + scripts))


def test_language_is_asked_for_and_remembered(page_of: MakePage) -> None:
    page = page_of()
    assert '<html lang="en">' in page.get("/").text
    assert '<html lang="zh-CN">' in page.get("/", **{"accept-language": "zh-TW,zh;q=0.9,en;q=0.8"}).text
    assert '<html lang="zh-CN">' in page.get("/?lang=zh").text
    assert '<html lang="zh-CN">' in page.get("/projects").text
    assert '<html lang="zh-CN">' in page.get("/?lang=<script>").text


@pytest.mark.parametrize(
    ("accepted", "language"),
    [("", "en"), ("fr", "en"), ("fr,zh;q=0.1", "zh"), ("en;q=0.2,zh-CN;q=0.7", "zh"), ("zh;q=0,en", "en"), (";q=x,en", "en")],
)
def test_preferred_language(accepted: str, language: str) -> None:
    assert preferred(accepted) == language


def test_choice_survives_its_address() -> None:
    from starlette.datastructures import QueryParams

    choice = Choice(kind="facts", verdict="open", text="a&b=c 中", sort="doubts")
    assert Choice.of(QueryParams(choice.query())) == choice
    assert Choice.of(QueryParams(choice.query(doc="x", page=3))) == choice
    assert not Choice(sort="open").filters
