"""Money: 1.36亿元, 人民币壹佰贰拾万元整, US$500万, 300元/亩, 投资1.36亿 (without 元); never 3000万人 or 五角大楼."""

from __future__ import annotations

import re
from decimal import Decimal

from pipeline.numerals import ParsedFigure, PerReader
from pipeline.numerals.parsed import MARKS, before_mark
from pipeline.numerals.parts import AmountPart, Refusal
from pipeline.rulebook.figures import Currency, FigureRules
from pipeline.rulebook.lexicon import any_of
from pipeline.rulebook.lists import WordLists
from pipeline.rulebook.senses import UnitSenses
from pipeline.text import WordMap

_MINOR = re.compile(
    r"零?([0-9]|[一二两三四五六七八九壹贰叁肆伍陆柒捌玖])(角|毛)(?:零?([0-9]|[一二两三四五六七八九壹贰叁肆伍陆柒捌玖])(?:分|(?![个名位点时十百千万之]))(?!之|钟))?|零?([0-9]|[一二两三四五六七八九壹贰叁肆伍陆柒捌玖])分(?!之|钟)"
)
_HALF = re.compile(r"([1-9](?![\d.,%])|[一二三四五六七八九])(?![十百千万亿个分之年月日点时、到至名人户家只块元])")
_DIGITS = (
    {c: i for i, c in enumerate("一二三四五六七八九", 1)} | {"两": 2} | {c: i for i, c in enumerate("壹贰叁肆伍陆柒捌玖", 1)}
)
_TENTH = re.compile(r"([一二两三四五六七八九])分?(?![个名位点时十百千万之])")
_CLAUSE = re.compile(r"[，,。；;！？!?\n：:、()]")
_RATE = re.compile(
    r"(?:人民币)?(?:可|能)?(?:兑换?|对|折合|合|约合|等于|折算|换|兑现|≈|=)(?:成|为|人民币|约)*|[^，,。；\n]{0,8}(?:兑换?|折合|约合|可换)(?:成|为|人民币|约)*"
)
_TO_MONEY = re.compile(r"[^，,。；\n0-9]{0,6}(?:到|至|为)[^，,。；\n0-9]{0,6}\d[\d.]*[万亿]?元")
#: between an amount and the next of a list by years or months, which leaves out 元: 2008年3.6万元，|2015年8.2万，去年不到5万
_WHEN = r"(?:(?:(?:19|20)?\d\d年|[今去前明上]年)(?:\d{1,2}月份?)?|\d{1,2}月份?|第?[一二三四]季度)(?:又|则|只剩|只有|只|仅|达到?|为|是|有|了)*"
_NEXT = re.compile(rf"元(?:[，,；;、]{_WHEN}[^，,；;、。\s\d]{{0,2}}[\d.]+万)*[，,；;、]{_WHEN}$")
#: how far before a bare figure its sentence may speak of budgets
_BUDGET_REACH = 90
_HAN = re.compile(r"[\u4e00-\u9fffA-Za-z]")
_MAJOR = frozenset(("元", "块", "圆"))
_MINOR_UNITS = frozenset(("角", "毛", "分"))


class AmountExtractor:
    """Takes up the figures that a currency follows or precedes, or that the clause makes money."""

    def __init__(self, per: PerReader, figures: FigureRules, senses: UnitSenses, lists: WordLists) -> None:
        self._per, self._senses = per, senses
        self._names = {name: currency.code for name, currency in figures.prefixes.items() if not name.isascii()}
        self._declared = re.compile(rf"\((?:单位[:：])?({any_of(self._names).pattern})?[^()，,。；;]{{0,2}}[，,、.。．﹒]?下同")
        self._named = re.compile(rf"({any_of(self._names).pattern})(?:约为|[约为达共逾近])$")
        self._pieces = tuple(sorted(lists["unit.piece"]))
        self._money = any_of(figures.money_words)
        self._budget, self._counted = any_of(lists["amount.budget"]), any_of(lists["amount.counted"])
        self._sums = re.compile(rf"的?(?:{any_of(lists['unit.money']).pattern})(?![者人方商户])")
        self._spent, self._traps = lists["amount.spent"], tuple(sorted(lists["amount.trap"]))
        each = r"每(?:坪|平米|平方米|平方英尺|平方|亩|套|斤|吨|车|户)|\d+[人名宗起户家次]"
        self._gap = re.compile(rf"(?:{any_of(lists['amount.between']).pattern}|{each})*")

    def take(self, figure: ParsedFigure, text: str, words: WordMap) -> AmountPart | Refusal | None:
        """The figure as money, why it only looks so, or None where it is none of this kind's business."""
        unit = figure.unit
        if unit is not None and isinstance(unit.unit, Currency):
            return self._with_currency(figure, unit.unit, unit.surface, text, words)
        if unit is None and isinstance(figure.prefix, Currency):
            return self._part(figure, figure.prefix.code, Decimal(1), text, "amount.prefix")
        of_sum = self._before_sum(figure, text) or self._from_price(figure, text) or self._at_mark(figure, text)
        if of_sum or (unit is None and (figure.magnitude or _is_round(figure)) and self._is_money(figure, text)):
            part = self._part(of_sum or figure, "CNY", Decimal(1), text, "amount.bare")
            return part._replace(check="元 is not written; the clause speaks of money")
        return None

    def _before_sum(self, figure: ParsedFigure, text: str) -> ParsedFigure | None:
        """3000万|贷款, 500万|奖金: the figure without the 奖 that was read as its unit; None where no sum stands behind it."""
        if not figure.magnitude or figure.bare or figure.shared_unit:
            return None
        end = figure.unit.end - len(figure.unit.surface) if figure.unit else figure.end
        return figure._replace(unit=None, end=end) if self._sums.match(text, end) else None

    def _at_mark(self, figure: ParsedFigure, text: str) -> ParsedFigure | None:
        plain = before_mark(figure, text)
        return plain if plain is not None and self._is_money(plain, text) else None

    def _from_price(self, figure: ParsedFigure, text: str) -> ParsedFigure | None:
        """单价1.99万|起: the figure with the 起 that was read as its unit for a bound."""
        if figure.unit is None or figure.unit.surface != "起" or not figure.magnitude:
            return None
        least = figure._replace(unit=None, bound="at_least" if figure.bound == "exact" else figure.bound)
        return least if self._is_money(least, text) else None

    def _with_currency(
        self, figure: ParsedFigure, currency: Currency, surface: str, text: str, words: WordMap
    ) -> AmountPart | Refusal | None:
        if figure.unit and text.startswith(self._traps, figure.unit.end - len(surface)):
            return Refusal(figure.start, figure.end, "fixed_word", "amount.word")
        small = figure.bare and figure.bound == "exact" and (figure.value or 0) < 100_000 and text[figure.numeral] != "十"
        if small or self._alone(figure, text):
            return Refusal(figure.start, figure.end, "fixed_word", "amount.bare-numeral")
        if currency.factor != 1 and currency.code == "CNY" and not self._minor_is_money(figure, surface, text):
            return None
        if surface in ("块", "圆") and not self._is_piece_of_money(figure, text):
            return None  # 1393亿块 are chips, 三块展板 boards
        if self._runs_on(figure, surface, words, text):
            return None
        if surface in ("块", "元") and figure.style == "chinese" and figure.bound == "exact" and figure.numeral + 2 == figure.end:
            start, end = words.covering(figure.numeral)
            if end > figure.end or start < figure.numeral:
                return Refusal(figure.start, figure.end, "word", "amount.word")
        code = currency.code
        if isinstance(figure.prefix, Currency) and surface in ("元", "圆", "块", "元整", "圆整"):
            code = figure.prefix.code
        elif surface in ("元", "圆", "元整") and (named := self._named.search(text, max(0, figure.start - 8), figure.start)):
            code = self._names[named[1]]  # 新台币|为|31.6元
        if surface in ("毛", "角") and figure.value is not None and (match := _TENTH.match(text, figure.end)):
            if surface == "毛" or "分" in match[0]:
                figure = figure.worth(figure.value + _digit(match[1]) / 10, match.end())
        if surface in _MAJOR and (minor := self._minor(figure, text)):
            return self._part(minor, code, Decimal(1), text, "amount.minor")
        return self._part(figure, code, currency.factor, text, "amount.currency")

    def _alone(self, figure: ParsedFigure, text: str) -> bool:
        """亿元 with nothing before it, as in 单位:亿元, names a unit and no sum."""
        length = (figure.unit.end - len(figure.unit.surface) if figure.unit else figure.end) - figure.numeral
        return figure.bare and figure.bound == "exact" and length == 1 and text[figure.numeral] in "万亿千百"

    def rates(self, parts: list[AmountPart], text: str) -> list[AmountPart]:
        """In 1欧元兑7.8元 the second amount is the figure, per 欧元; the first only says per what."""
        found: list[AmountPart] = []
        for part in parts:
            one = found[-1] if found else None
            between = text[one.figure.end : part.figure.start] if one else ""
            stated = text.startswith(("约合", "折合", "合", "约"), part.figure.start) and not between
            if one is not None and one.figure.value in (1, 100) and one.figure.unit and (stated or _RATE.fullmatch(between)):
                hundred = "100" if one.figure.value == 100 else ""
                found[-1] = part._replace(per=hundred + one.figure.unit.surface, rule="amount.rate")
            else:
                found.append(part)
        return found

    def declared(self, parts: list[AmountPart], text: str) -> list[AmountPart]:
        """172.1亿元(澳门元, 下同), 1253.9亿澳门元(下同): what a bare 元 is from there on."""
        if "下同" not in text or (match := self._declared.search(text)) is None:
            return parts
        before = next((part for part in parts if part.figure.end == match.start()), None)
        code = self._names[match[1]] if match[1] else before.currency if before else "CNY"
        return [
            part._replace(currency=code) if part.figure.end >= match.start() and self._is_bare(part) else part for part in parts
        ]

    @staticmethod
    def _is_bare(part: AmountPart) -> bool:
        """Whether nothing but 元 names the money."""
        unit = part.figure.unit
        return part.currency == "CNY" and part.figure.prefix is None and (unit is None or unit.surface in ("元", "圆"))

    def _minor_is_money(self, figure: ParsedFigure, surface: str, text: str) -> bool:
        """角 毛 分 alone are money only in company: 5角钱, 两毛五, 每斤八毛, 卖两分钱."""
        rest = text[figure.end : figure.end + 1]
        if surface.endswith("钱") or rest == "钱" or (surface == "毛" and (rest in _DIGITS or rest == "")):
            return True
        scored = "积" in text[max(0, figure.start - 6) : figure.start]  # 每人积5分
        return not scored and surface in _MINOR_UNITS and self._senses.before(surface, "money", text, figure.start)

    def _is_piece_of_money(self, figure: ParsedFigure, text: str) -> bool:
        """块 and 圆 also count things (展板60块): money before 钱, a sign or a smaller unit, or where a price is spoken of."""
        if figure.magnitude and figure.unit and figure.unit.surface == "圆":
            return True
        end = figure.unit.end if figure.unit else figure.end
        following = text[end : end + 1]
        if figure.prefix is None and following != "钱" and text.endswith(self._pieces, 0, figure.start):
            return False
        if (
            figure.prefix is not None
            or figure.style == "capital"
            or not following
            or not "\u4e00" <= following <= "\u9fff"
            or following in _DIGITS
        ):
            return not (figure.magnitude and figure.style == "arabic") or following == "" or self._is_money(figure, text)
        if following in "钱多左上以整":
            return True
        if figure.magnitude:
            return following in self._spent and self._is_money(figure, text)
        return self._senses.before(figure.unit.surface[0] if figure.unit else "块", "money", text, figure.start)

    def _runs_on(self, figure: ParsedFigure, surface: str, words: WordMap, text: str) -> bool:
        """30克朗姆酒, 五十里拉练: a currency whose last character begins another word."""
        if len(surface) < 2 or figure.unit is None or figure.unit.end != figure.end:
            return False
        start, stop = words.covering(figure.unit.end - 1)
        return stop > figure.unit.end and start > figure.unit.end - len(surface) and words.segmenter.is_word(text[start:stop])

    def _minor(self, figure: ParsedFigure, text: str) -> ParsedFigure | None:
        """123元1角1分, 八块五: the smaller units behind 元 and 块."""
        if figure.value is None or figure.unit is None or figure.bound != "exact":
            return None
        added, end = Decimal(0), figure.unit.end
        if match := _MINOR.match(text, end):
            tenths, hundredths = match[1], match[3] or match[4]
            added = _digit(tenths) / 10 + _digit(hundredths) / 100
            end = match.end()
        elif figure.unit.surface == "块" and (match := _HALF.match(text, end)):
            added, end = _digit(match[1]) / 10, match.end()
        if not added:
            return None
        return figure.worth(figure.value + added, end)

    def _is_money(self, figure: ParsedFigure, text: str) -> bool:
        if _TO_MONEY.match(text, figure.end):
            return True  # 从200多亿压降到不足60亿元
        if text[figure.end : figure.end + 1] in tuple("0123456789./%-—~至到人户亩吨个名家"):
            return False
        if _NEXT.search(text[max(0, figure.start - 48) : figure.start]) and not _HAN.match(text, figure.end):
            return True
        clause = _CLAUSE.split(text[max(0, figure.start - 14) : figure.start])[-1]
        matches = list(self._money.finditer(clause))
        gap = clause[matches[-1].end() :] if matches else ""
        if matches and text.startswith(MARKS, figure.end) and self._counted.search(gap) is None:
            return True
        if not matches or not self._gap.fullmatch(gap):
            return self._is_of_budget(figure, clause, text)
        rest = text[figure.end : figure.end + 2]
        if rest in ("之间", "不等", "上下"):
            return True
        return not rest or not _HAN.match(rest) or rest[:1] in self._spent

    def _is_of_budget(self, figure: ParsedFigure, clause: str, text: str) -> bool:
        """Whether the sentence speaks of budgets, and counts nothing: 中央补助款大减近|一一三亿|，仅核定|35亿|."""
        if "亿" not in text[figure.numeral : figure.end] or (
            _HAN.match(text, figure.end) and not text.startswith(MARKS, figure.end)
        ):
            return False
        first = max(text.rfind(stop, max(0, figure.start - _BUDGET_REACH), figure.start) for stop in "。！？\n")
        told = self._budget.search(text, max(first, figure.start - _BUDGET_REACH, 0), figure.start)
        return told is not None and self._counted.search(clause) is None

    def _part(self, figure: ParsedFigure, code: str, factor: Decimal, text: str, rule: str) -> AmountPart:
        if after := self._per.after(text, figure.unit.end if figure.shared_unit and figure.unit else figure.end):
            end = figure.end if figure.shared_unit else after[1]  # 3000、|5000元/人
            return AmountPart(figure._replace(end=end), code, factor, after[0], rule)
        return AmountPart(figure, code, factor, self._per.before(text, figure.start), rule)


def _digit(text: str | None) -> Decimal:
    if not text:
        return Decimal(0)
    return Decimal(text) if text.isascii() else Decimal(_DIGITS[text])


def _is_round(figure: ParsedFigure) -> bool:
    """四千八, 一万二三: spelt, in the hundreds or more, as sums are said."""
    least = figure.low if figure.low is not None else figure.value
    return figure.style == "chinese" and least is not None and least >= 100
