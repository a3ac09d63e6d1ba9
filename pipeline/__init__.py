"""shuzhai: Chinese news articles into tables of amounts, counts, dates, places and facts.

from pipeline import Pipeline
extraction = Pipeline().extract("总投资26.17亿元", published="2024-01-30")
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pipeline.config import VERSION

if TYPE_CHECKING:
    from pipeline.article import Pipeline
    from pipeline.evaluation.run import write_evaluation, write_sample
    from pipeline.report.render import write_report
    from pipeline.run import RunReport, run_corpus
    from pipeline.scale.scale import scale_corpus
    from pipeline.totals import write_totals
    from pipeline.writers.frames import frames, read_facts

__all__ = [
    "Pipeline",
    "RunReport",
    "__version__",
    "frames",
    "read_facts",
    "run_corpus",
    "scale_corpus",
    "write_evaluation",
    "write_report",
    "write_sample",
    "write_totals",
]
__version__ = VERSION

_HOMES = {
    "Pipeline": "pipeline.article",
    "RunReport": "pipeline.run",
    "run_corpus": "pipeline.run",
    "scale_corpus": "pipeline.scale.scale",
    "frames": "pipeline.writers.frames",
    "read_facts": "pipeline.writers.frames",
    "write_evaluation": "pipeline.evaluation.run",
    "write_report": "pipeline.report.render",
    "write_sample": "pipeline.evaluation.run",
    "write_totals": "pipeline.totals",
}


def __getattr__(name: str) -> Any:
    """Loads the public names on first use, so that `import pipeline` stays light."""
    if name not in _HOMES:
        raise AttributeError(f"module 'pipeline' has no attribute {name!r}")
    from importlib import import_module  # noqa: PLC0415

    return getattr(import_module(_HOMES[name]), name)
