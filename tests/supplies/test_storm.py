"""Whatever a county does with its goods, in whatever order: nothing appears or vanishes, and figures are their rows."""

from __future__ import annotations

from collections import Counter

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.supplies.conftest import NOW, TODAY, item
from tongchou.base.refusals import Refused
from tongchou.figures.asking import ask
from tongchou.figures.cube import cube
from tongchou.figures.declare import declared
from tongchou.figures.rows import rows
from tongchou.journal import recount
from tongchou.journal.chart import chart
from tongchou.journal.models import Standing
from tongchou.pillars.supplies import checks, services
from tongchou.pillars.supplies.services.quantities import carried
from tongchou.registers.items.queries import lots_of
from tongchou.registers.places.queries import tree
from tongchou.registers.staff.access import scope_of
from tongchou.registers.staff.models import User

CODES = ("medical-mask", "goggles", "alcohol")
VERBS = ("give", "receive", "deliver", "inspect", "stock", "send", "ack", "ask", "allocate", "count", "write-off",
         "supersede", "spend")  # fmt: skip
steps = st.lists(
    st.tuples(st.sampled_from(VERBS), st.sampled_from(CODES), st.integers(1, 500), st.integers(0, 5)), max_size=22
)


class County:
    """The little county, driven by steps; what is refused is refused."""

    def __init__(self) -> None:
        self.now = tree(TODAY)
        self.officer = scope_of(User.objects.get(username="officer"), on=TODAY, tree=self.now)
        named = {str(name): int(number) for name, number in zip(self.now.name, self.now.ids, strict=True)}
        self.stores = [named[name] for name in ("县总仓", "罗镜镇仓", "附城仓")]
        self.places = [*self.stores, named["罗镜社区"], named["云龙村"], named["罗镜镇"]]

    def cases(self, pattern: str) -> list[int]:
        numbers = chart().matching(pattern)
        return list(Standing.objects.filter(account__in=numbers).order_by("case").values_list("case", flat=True))

    def do(self, verb: str, code: str, quantity: int, n: int) -> None:
        try:
            self._do(verb, code, quantity, n)
        except Refused:
            return

    def _do(self, verb: str, code: str, quantity: int, n: int) -> None:
        who, store, good = self.officer, self.stores[n % 3], services.Good(item(code), quantity)
        lots = [lot.id for lot in lots_of(item(code).id)][:3]
        if verb == "give":
            batch = services.NewBatch(
                donated_on=TODAY, goods=(good,) if n else (), money=quantity if n < 3 else 0, worth=quantity * n,
                directed_to="醫院" if n == 2 else "", pledged=n == 4,
            )  # fmt: skip
            services.give(who, batch, place=int(self.now.root), at=NOW)
        elif verb == "receive":
            services.receive(
                who, self.cases("donation:*:pledged")[:1][0] if self.cases("donation:*:pledged") else 0, at=NOW
            )
        elif verb == "deliver":
            services.deliver(who, self.cases("donation:*:received")[: n + 1], store=store, at=NOW)
        elif verb == "inspect":
            waiting = self.cases("donation:*:awaiting-inspection")[:1]
            rejected = dict.fromkeys(lots[:1], quantity) if n == 5 else {}
            services.inspect(who, waiting, rejected=rejected, reason="unfit", at=NOW)
        elif verb == "stock":
            services.receive_goods(who, store, [good], source="purchased", at=NOW)
        elif verb == "send":
            services.send(who, store, {item(code).id: quantity}, to=self.places[(n + 1) % 6], at=NOW)
        elif verb == "ack":
            case = (self.cases("shipment:*:under-way") or [0])[0]
            sent = carried([case]).get(case, {}) if case else {}
            services.acknowledge(who, case, missing=dict.fromkeys(list(sent)[:1], 1) if n == 1 else {}, at=NOW)
        elif verb == "ask":
            services.ask(who, self.places[3 + n % 3], {item(code).id: quantity}, store=self.stores[0],
                         case_class=("medical", "front-line", "household")[n % 3], at=NOW)  # fmt: skip
        elif verb == "allocate":
            services.allocate_store(who, self.stores[0], at=NOW)
        elif verb == "count":
            services.count(who, store, dict.fromkeys(lots, quantity), reasons=dict.fromkeys(lots, "miscounted"), at=NOW)
        elif verb == "write-off":
            services.write_off(who, store, dict.fromkeys(lots[:1], quantity), reason="damaged", at=NOW)
        elif verb == "supersede":
            services.supersede(self.cases("donation:*:*")[:1], actor=who.user_id, role=who.role, at=NOW)
        elif verb == "spend":
            services.spend(who, quantity, place=int(self.now.root), at=NOW)


OURS = tuple(f for f in declared() if f.name.startswith(("supplies_", "donations_")) and f.name != "supplies_priority")


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps)
def test_a_storm_of_acts_leaves_the_books_whole(storm):
    from django.db import transaction

    cube().forget()
    with transaction.atomic():
        played = County()
        for step in storm:
            played.do(*step)
        _holds()
        transaction.set_rollback(True)
    cube().forget()


def _holds() -> None:
    assert recount.audit() == []
    view = cube().view()
    total: Counter[int] = Counter()
    cells = view.balances(TODAY)
    for number, quantity in zip(cells.item.tolist(), cells.quantity.tolist(), strict=True):
        total[number] += quantity
    assert not [n for n, quantity in total.items() if n and quantity]
    question = checks.Question(on=TODAY, tree=tree(TODAY), view=view)
    assert checks.batches_add_up(question) == [] and checks.carried_is_known(question) == []
    for of in OURS:
        assert rows(of, scope=None, on=TODAY).total == ask(of, on=TODAY).value, of.name
