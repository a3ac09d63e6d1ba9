"""The rules: loaded once, checked strictly, then never changed."""

from pipeline.rulebook.rules import Rules, check_rules, load_rules

__all__ = ["Rules", "check_rules", "load_rules"]
