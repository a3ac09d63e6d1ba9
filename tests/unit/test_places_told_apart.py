"""Where an article is about, and what else a name may mean."""

from __future__ import annotations

import pytest

from pipeline import Pipeline


@pytest.mark.parametrize(
    ("text", "main_place"),
    [
        ("江西援疆建好阿克陶县。江西援疆干部在阿克陶县种药材，江西省派来医生，江西企业在县里办厂。", "653022 阿克陶县"),
        ("浙江援青工作绘就青海海西州新图景。浙江援青十五年来，援青资金到位。", "632800 海西蒙古族藏族自治州"),
        ("霍城县春耕忙。霍城县三宫乡种下小麦，伊宁县也动了工。", "654023 霍城县"),
        ("江苏南通援疆工作组投资的学校在伊宁县落成，伊宁县南通高级中学同时开学。", "654021 伊宁县"),
        ("南京、苏州、徐州三市出台新规。", "320000 江苏省"),
        ("江苏、广东、四川、辽宁、甘肃等省降雨。", "CN 中国"),
        ("东京和大阪的房价上涨，日本央行加息，中国游客增多。", "JP 日本"),
        ("今年收成好。", ""),
        ("肃州区招商引资成效显著\n\n企业来自新疆、江苏、山东、浙江、四川、河北和陕西，签约项目十个。", "620902 肃州区"),
    ],
)
def test_main_place(pipeline: Pipeline, text: str, main_place: str) -> None:
    assert pipeline.extract(text).main_place == main_place


@pytest.mark.parametrize(
    ("text", "surface", "adcode", "candidates"),
    [
        ("长春市朝阳区发布消息。", "朝阳区", "220104", ("110105 北京市朝阳区",)),
        ("北京市朝阳区发布消息。", "朝阳区", "110105", ("220104 吉林省长春市朝阳区",)),
        ("吉林长春下了雪。", "吉林", "220000", ("220200 吉林省吉林市",)),
        ("江苏省降雨。", "江苏省", "320000", ()),
    ],
)
def test_candidates(pipeline: Pipeline, text: str, surface: str, adcode: str, candidates: tuple[str, ...]) -> None:
    (place,) = (place for place in pipeline.extract(text).places if place.surface == surface)
    assert (place.adcode, place.candidates) == (adcode, candidates)


def test_a_guess_says_so(pipeline: Pipeline) -> None:
    (place,) = pipeline.extract("朝阳区一小区昨夜起火。").places
    assert place.check.startswith("could also be")
    assert place.candidates


def test_the_source_tells_places_apart(pipeline: Pipeline) -> None:
    from pipeline.model import Document

    document = Document(doc="a.txt", text="朝阳区一小区昨夜起火。", source="长春日报")
    (place,) = pipeline.extract_document(document).places
    assert (place.adcode, place.check) == ("220104", "")
