"""What resumption keeps by date: regimes, the checklist that is told once, and policies."""

from __future__ import annotations

from datetime import date

from tongchou.base.dated import Edition
from tongchou.base.refusals import words
from tongchou.dated.kinds import RuleKind, register
from tongchou.dated.queries import editions, rule_on
from tongchou.pillars.resumption import rules
from tongchou.pillars.resumption.stages import SIZES, VENUES


def _check_regimes(edition: Edition) -> None:
    ways = {edition.body["otherwise"], *(rule["way"] for rule in edition.body.get("rule", ()))}
    classes = {group for rule in edition.body.get("rule", ()) for group in rule["classes"]}
    if not ways <= set(rules.WAYS) or not classes <= {*SIZES, *VENUES} or not isinstance(edition.body["papers"], list):
        raise ValueError("the chart has no such way or class")


def _check_checklist(edition: Edition) -> None:
    codes = [question.code for question in rules.questions_of(edition)]
    if not codes or len(codes) != len(set(codes)):
        raise ValueError("a question stands in the checklist once")


def _check_policy(edition: Edition) -> None:
    policy = rules.policy_of(edition)
    if not policy.articles or not all(isinstance(text, str) and text.strip() for text in (policy.title, policy.code)):
        raise ValueError("a policy has a title and articles")


def _regimes(edition: Edition) -> list[str]:
    others = [f"{'、'.join(rule['classes'])}: {rules.WAYS[rule['way']]}" for rule in edition.body.get("rule", ())]
    return [*others, rules.WAYS[edition.body["otherwise"]]]


register(RuleKind("resumption.regimes", words("復工復產的分級分類規定"), rules.DATA, _check_regimes, _regimes))
register(
    RuleKind(
        "resumption.checklist", words("一次性告知清單"), rules.DATA, _check_checklist,
        lambda edition: [question.title for question in rules.questions_of(edition)],
    )
)  # fmt: skip
register(
    RuleKind(
        "resumption.policies", words("惠企政策"), rules.DATA, _check_policy,
        lambda edition: [edition.body["title"], *edition.body["articles"]],
    )
)  # fmt: skip


def regime(group: str, on: date) -> rules.Regime:
    """Return the regime that a class of enterprises was under on a day; answerable of any day there was a rule.

    Raises:
        Refused("rule_not_begun").
    """
    return rules.regime_of(rule_on("resumption.regimes", on), group)


def has_begun(on: date) -> bool:
    """Say whether there was any regime on a day."""
    return any(edition.from_on <= on for edition in editions("resumption.regimes"))


def regimes(group: str) -> list[rules.Regime]:
    """Return every regime a class was under, oldest first."""
    return [rules.regime_of(edition, group) for edition in editions("resumption.regimes")]


def checklist(on: date) -> tuple[rules.Question, ...]:
    """Return the checklist of a day, whole. Raises Refused("rule_not_begun")."""
    return rules.questions_of(rule_on("resumption.checklist", on))


def policies(on: date) -> tuple[rules.Policy, ...]:
    """Return the policies in force on a day, oldest first."""
    return tuple(rules.policy_of(edition) for edition in editions("resumption.policies") if edition.from_on <= on)
