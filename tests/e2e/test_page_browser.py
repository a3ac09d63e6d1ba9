"""The review page in a browser: a reviewer with nothing but a keyboard, one with a mouse, and what goes wrong between."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect, sync_playwright

from helpers import written
from pipeline.reviews.journal import Journal, Review, current

expect.set_options(timeout=60_000)
CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = (
    "--headless --no-sandbox --disable-gpu --disable-background-networking --disable-component-update --disable-sync --no-first-run"
).split()
ARTICLE = """霍城县的项目集中开工
发布日期:2024-06-01

2023年，霍城县惠远产业园总投资1.3亿元，带动4500余人就业，占地320亩。
今年3月，伊宁县<b>南通高级中学</b>投入使用，总投资2.12亿元，𠮷野家也开了3家店。
近日，又有12个项目签约，资金超5亿元。
"""
pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason="no browser: apt install chromium")


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield launched
        launched.close()


class Served:
    """`shuzhai review` of one article in a process of its own, and a page of the browser that has its address."""

    def __init__(self, folder: Path, browser: Any) -> None:
        written(folder / "corpus", {"a.txt": ARTICLE, "b.txt": "伊宁县投资7亿元。"})
        self.folder = folder
        self.shuzhai("run", "--workers", "1")
        self.start("--port", "0")
        context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="zh-CN")
        context.set_default_timeout(60_000)
        self.faults: list[str] = []
        self.page = context.new_page()
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("dialog", lambda dialog: self.faults.append(dialog.message))
        self.page.goto(self.address)
        self.page.click("text=霍城县的项目")
        self.page.wait_for_url("**/article*", wait_until="load")

    def shuzhai(self, *arguments: str) -> None:
        subprocess.run([sys.executable, "-m", "pipeline.cli", *arguments], cwd=self.folder, check=True, capture_output=True)

    def start(self, *arguments: str) -> None:
        command = [sys.executable, "-u", "-m", "pipeline.cli", "review", "--no-open", "--reviewer", "小张", *arguments]
        environment = {**os.environ, "PYTHONIOENCODING": "utf-8"}
        self.server = subprocess.Popen(command, cwd=self.folder, stdout=subprocess.PIPE, text=True, env=environment)
        assert self.server.stdout is not None
        self.address = re.search(r"http://\S+", self.server.stdout.readline())[0]

    def stop(self) -> None:
        self.server.terminate()
        self.server.communicate(timeout=20)

    @property
    def journal(self) -> Journal:
        return Journal(self.folder / "outputs.reviews.jsonl")

    def held(self) -> dict[tuple[str, str], Review]:
        return current(self.journal.entries())

    def keys(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def saved(self, acts: int) -> None:
        """Waits until so many acts stand in the journal and the page says so."""
        self.page.wait_for_selector("#saved.saved")
        expect(self.page.locator(".card.sending")).to_have_count(0)
        assert len(list(self.journal.entries())) == acts

    def here(self) -> str:
        return str(self.page.get_attribute(".card.here", "id"))

    def shown(self, key: str) -> tuple[str, str, str]:
        """What the page shows of a row: its state, correction and note."""
        card = self.page.locator(f"#{key}")
        state = next(name for name in ("missed", "ok", "wrong", "noted", "open") if name in card.get_attribute("class").split())
        return state, card.locator(".correction").text_content(), card.locator(".note").text_content()


@pytest.fixture
def served(tmp_path: Path, browser: Any) -> Iterator[Served]:
    served = Served(tmp_path, browser)
    yield served
    served.page.context.close()
    served.stop()
    assert served.faults == []


def test_review_with_the_keyboard_alone(served: Served) -> None:
    page = served.page
    ids = page.eval_on_selector_all(".card", "cards => cards.map(card => card.id)")
    served.keys("j", *"oooooxoooo")
    served.saved(10)
    assert served.here() == ids[10]
    assert [served.shown(key)[0] for key in ids[:11]] == ["ok"] * 5 + ["wrong"] + ["ok"] * 4 + ["open"]
    # a correction that cannot be read stays in its field, with the reason beside it
    served.keys("g", "e")
    page.keyboard.type("无此地")
    served.keys("Enter")
    expect(page.locator(".edit .error")).to_contain_text("无此地")
    assert page.input_value(".edit [name=correction]") == "无此地"
    page.fill(".edit [name=correction]", "654021")
    served.keys("Tab")
    page.keyboard.type("看地图")
    served.keys("Enter")
    expect(page.locator(".edit")).to_have_count(0)
    served.saved(11)
    assert served.shown(ids[0]) == ("wrong", "654021", "看地图")
    # what was missed, found by its words: behind a character that a browser counts as two
    served.keys("m")
    page.keyboard.type("野家也开了3家店")
    served.keys("Tab", "ArrowRight", "ArrowRight", "ArrowRight", "Tab")
    page.keyboard.type("霍城县")
    served.keys("Enter")
    page.wait_for_selector(".card.missed.here")
    missed = served.here()
    served.saved(12)
    served.keys("u")
    page.wait_for_selector(f"#{missed}", state="detached")
    served.keys("m")
    page.keyboard.type("野家也开了3家店")
    served.keys("Tab", "ArrowRight", "Tab")
    page.keyboard.type("3家")
    served.keys("Enter")
    page.wait_for_selector(".card.counts.missed.here")
    missed = served.here()
    # undone: the verdict on the tenth
    served.keys("g", *"jjjjjjjjj", "x")
    page.wait_for_selector(f"#{ids[9]}.wrong")
    served.saved(15)
    served.keys("u")
    page.wait_for_selector(f"#{ids[9]}.ok")
    served.saved(16)
    page.reload()
    assert [served.shown(key)[0] for key in ids[:11]] == ["wrong"] + ["ok"] * 4 + ["wrong"] + ["ok"] * 4 + ["open"]
    assert served.shown(ids[0]) == ("wrong", "654021", "看地图")
    assert served.shown(missed) == ("missed", "3家", "")
    held = {"-".join(key): review for key, review in served.held().items()}
    assert {key: review.verdict for key, review in held.items()} == {
        **dict.fromkeys([*ids[1:5], *ids[6:10], missed], "ok"),
        **dict.fromkeys([ids[0], ids[5]], "wrong"),
    }
    found = held[missed]
    assert ARTICLE[found.start : found.end] == "野家也开了3家店"
    assert {review.by for review in held.values()} == {"小张"}


def test_marks_and_rows_lead_to_one_another(served: Served) -> None:
    page = served.page
    page.click("mark >> text=2.12亿元")
    assert page.text_content(".card.here .surface") == "2.12亿元"
    assert served.here().startswith("amounts-")
    page.click("mark >> text=2.12亿元")
    assert served.here().startswith("facts-")
    page.click(".card.counts >> text=4500余人")
    assert page.text_content("mark.here") == "4500余人"
    page.hover("mark >> text=320亩")
    assert "count.area" in page.text_content("#tip")
    assert page.locator("#text b").count() == 0
    page.click(".card.counts.here [data-act=ok]")
    served.saved(1)
    page.fill("#search", "count.area")
    expect(page.locator(".card:visible")).to_have_count(1)


def test_missed_words_selected_in_the_text(served: Served) -> None:
    page = served.page
    page.evaluate(
        """() => {
            const walk = document.createTreeWalker(document.querySelector('#text'), NodeFilter.SHOW_TEXT);
            while (walk.nextNode()) {
                const at = walk.currentNode.data.indexOf('惠远产业园');
                if (at < 0) continue;
                getSelection().setBaseAndExtent(walk.currentNode, at, walk.currentNode, at + 5);
                break;
            }
        }"""
    )
    page.click("#mark")
    page.check("#missed [value=places]")
    page.fill("#missed [name=value]", "654023")
    page.click("#missed .main-act")
    page.wait_for_selector(".card.missed.here")
    (review,) = served.journal.entries()
    assert ARTICLE[review.start : review.end] == review.text == "惠远产业园"
    assert review.read["adcode"] == "654023"


def test_what_could_not_be_saved_is_kept_and_sent_later(served: Served) -> None:
    page = served.page
    served.stop()
    served.keys("j", "o")
    page.wait_for_selector("#saved.failed")
    assert page.is_visible("#retry")
    port, token = re.search(r":(\d+)/\?token=(\S+)", served.address).groups()
    served.start("--port", port)
    fresh = re.search(r"token=(\S+)", served.address)[1]
    assert fresh != token
    context = page.context
    context.new_page().goto(served.address)  # the new token, in another window
    page.click("#retry")
    page.wait_for_selector("#saved.saved")
    (review,) = served.journal.entries()
    assert review.verdict == "ok"


def test_what_others_do_shows_up(served: Served) -> None:
    page = served.page
    served.keys("j")
    key = served.here()
    table, identity = key.split("-")
    other = Review(table=table, id=identity, verdict="wrong", note="不对", doc="a.txt", start=0, end=3)
    served.journal.append([other], by="小李")
    served.keys("o")  # before the page has noticed
    page.wait_for_selector(f"#{key} .message:not([hidden])")
    assert served.shown(key) == ("wrong", "", "不对")
    assert served.held()[table, identity].verdict == "wrong"
    page.click(f"#{key} .message button")
    page.wait_for_selector(f"#{key}.ok")
    served.journal.append([Review(table=table, id=identity, verdict="wrong", doc="a.txt", start=0, end=3)], by="小李")
    page.wait_for_selector(f"#{key}.wrong")
    served.shuzhai("run")
    page.wait_for_selector("#news:not([hidden])")
    page.click("#reload")
    page.wait_for_selector(f"#{key}.wrong")
    assert page.is_hidden("#news")


def test_projects_totals_and_languages_on_a_phone(served: Served) -> None:
    page = served.page
    page.set_viewport_size({"width": 390, "height": 844})
    for path in ("/", "/article?doc=a.txt", "/projects", "/totals?by=indicator&by=place"):
        page.goto(served.address.split("/?")[0] + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, path
    page.click("text=English")
    assert page.text_content("h1") == "Totals"
    page.click("td a >> nth=0")
    page.click(".behind a >> nth=0")
    page.wait_for_selector(".card.facts.here")
    assert json.loads(page.text_content("#page"))["doc"].endswith(".txt")
