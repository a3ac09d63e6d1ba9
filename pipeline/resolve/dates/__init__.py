"""Anchoring: from what the words say to days, by the article's date and by what was said before.

A bare month or day follows the narrative of its paragraph (`2023年5月,…,7月进驻` is July 2023), else the article's date:
the nearest one, past before future unless the words look ahead. A comparison (`较2019年`) never becomes the narrative.
`resolver` takes whole expressions, `points` their points, `narrative` and `wording` say what these leave out, `stretches` does
the arithmetic; `inferred` finds an article's own date.
"""

from pipeline.resolve.dates.inferred import infer_published
from pipeline.resolve.dates.resolver import Resolver
from pipeline.resolve.dates.wording import DateWords

__all__ = ["DateWords", "Resolver", "infer_published"]
