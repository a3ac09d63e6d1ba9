"""One numeral to its exact value: `3万5千` → 35000, `一万六` → 16000, `壹佰贰拾万` → 1200000, `1.2万亿` → 1200000000000."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache

#: longer runs of numeral characters are no number that anyone wrote
_LONGEST = 40
#: 十二.五 for 十二点五
_SPELT_POINT = re.compile(r"(?<=[〇零一二两三四五六七八九十百千])\.(?=[〇零一二三四五六七八九])")
_ARABIC = re.compile(r"\d+(?:\.\d+)?")


class NumeralSystem:
    """Values of numeral characters, from `rules/numerals.tsv`."""

    def __init__(
        self,
        digits: Mapping[str, int],
        tens: Mapping[str, int],
        myriads: Mapping[str, int],
        contracted: Mapping[str, int],
        capitals: frozenset[str],
    ) -> None:
        self.digits, self.tens, self.myriads = dict(digits), dict(tens), dict(myriads)
        self.contracted, self.capitals = dict(contracted), capitals
        self._spelt_out = str.maketrans({char: f"{self._digit(value // 10)}十" for char, value in contracted.items()})
        self._largest_first = sorted(self.myriads, key=self.myriads.__getitem__, reverse=True)
        #: the exact value of a numeral, None where its characters make no number (`二三`, `万二千亿万`)
        self.value = lru_cache(maxsize=4096)(self._value)

    def _value(self, numeral: str) -> Decimal | None:
        text = numeral.replace(",", "").replace("，", "")
        if not text or len(text) > _LONGEST:
            return None
        if text.isascii():
            return Decimal(text) if _ARABIC.fullmatch(text) else None
        return self._whole(_SPELT_POINT.sub("点", text.translate(self._spelt_out)))

    def _digit(self, value: int) -> str:
        return next(char for char, worth in self.digits.items() if worth == value)

    def _whole(self, text: str) -> Decimal | None:
        if "点" in text and not any(mark in text.partition("点")[2] for mark in self.myriads):
            return self._point(text)  # 二万点五; in 三点五万 the 万 comes first
        for mark in self._largest_first:
            head, found, tail = text.rpartition(mark)
            if found:
                unit = self.myriads[mark]
                times = self._whole(head) if head else Decimal(1)
                rest = self._tail(tail, unit)
                return None if times is None or rest is None else times * unit + rest
        return self._section(text)

    def _tail(self, tail: str, unit: int) -> Decimal | None:
        """What stands behind a 万 or 亿. A lone digit is elided: 三万五 is 35,000, for speech drops the final 千."""
        if not tail:
            return Decimal(0)
        if len(tail) == 1 and (digit := self.digits.get(tail)):
            return Decimal(digit * unit // 10)
        rest = self._whole(tail[1:] if tail[0] in "零〇" and tail[1].isascii() else tail)  # 1万零500
        return rest if rest is None or rest < unit else None

    def _point(self, text: str) -> Decimal | None:
        head, _, tail = text.partition("点")
        whole = Decimal("".join(str(self.digits[c]) for c in head)) if head and all(c in self.digits for c in head) else None
        whole = self._whole(head) if head and whole is None else whole  # 三〇点七, 三十点七
        if whole is None or whole != int(whole) or not tail or any(c not in self.digits for c in tail):
            return None
        return Decimal(f"{whole}." + "".join(str(self.digits[c]) for c in tail))

    def _section(self, text: str) -> Decimal | None:
        """A number below 万: digits and 十百千, or digits alone (`二〇二三`), or an Arabic number with 十百千 (`5百`)."""
        if not text:
            return None
        if all(c in self.digits for c in text) and (len(text) == 1 or "两" not in text):  # 一两 is one or two
            spelt = len(text) != 2 or text[0] in "〇零一" or text[1] in "〇零"  # 三〇; 三五 is three or five
            return Decimal("".join(str(self.digits[c]) for c in text)) if spelt else None
        total = Decimal(0)
        pending: Decimal | None = None
        last_ten = 10_000
        index = 0
        zero = False
        while index < len(text):
            char = text[index]
            if arabic := _ARABIC.match(text, index):
                if pending is not None:
                    return None
                pending, index = Decimal(arabic.group()), arabic.end()
                continue
            index += 1
            if char in self.digits:
                if pending:
                    return None
                pending = Decimal(self.digits[char])
                zero = zero or self.digits[char] == 0
            elif (ten := self.tens.get(char)) is not None:
                if ten >= last_ten:
                    return None
                total += ten * (pending or Decimal(1))
                pending, last_ten, zero = None, ten, False
            else:
                return None
        if pending:
            elided = last_ten in (100, 1000) and not zero and pending < 10 and text[-1] in self.digits
            total += pending * last_ten / 10 if elided else pending
        return total
