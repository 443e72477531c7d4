"""Where a batch, a request and a shipment can stand, and where goods and money can lie.

Cases say what became of an act; quantities lie in stores at a place: `stock:` at the store that has them (in transit:
at the place they go to), `funds:` where the county keeps its money. A batch's goods are lots of their own, so that what
was given can be followed to whoever got it; its money, and the value its goods were put at, are a lot of money.
"""

from tongchou.journal.chart import Register, Store, declare

PURPOSES = ("undirected", "directed")
#: Whom a request is for. The order in which they are served is dated rule data.
CLASSES = ("medical", "front-line", "public-service", "enterprise", "household")

PLEDGED, RECEIVED, AWAITING, ACCEPTED, REJECTED, WITHDRAWN = (
    "pledged", "received", "awaiting-inspection", "accepted", "rejected", "withdrawn",
)  # fmt: skip
ARRIVED = (RECEIVED, AWAITING, ACCEPTED, REJECTED)
DONATION = declare(Register("donation", "outside:donations", (PLEDGED, *ARRIVED, WITHDRAWN), PURPOSES))
REQUEST = declare(Register("request", "outside:requests", ("open", "served", "cut", "refused", "withdrawn"), CLASSES))
#: A transfer goes to a store, an issue to those who use it up.
SHIPMENT = declare(
    Register("shipment", "outside:shipments", ("under-way", "acknowledged", "short"), ("transfer", "issue"))
)

DONORS, SUPPLIERS, MAKERS, ASKERS = "outside:donors", "outside:suppliers", "outside:makers", "outside:askers"
for world in (DONORS, SUPPLIERS, MAKERS, ASKERS):
    declare(Store(world))
declare(Store("stock", ("with-receiver", "awaiting-inspection", "on-hand", "in-transit", "under-issue")))
declare(Store("pledged", ("goods", "money", "worth")))
declare(Store("gone", ("issued", "rejected", "written-off", "lost-on-the-way", "withdrawn")))
declare(Store("funds", ("undirected", "directed", "spent")))
#: What donated goods were put at: one sum a batch, however many goods share it.
declare(Store("worth", ("goods",)))
declare(Store("asked", ("open", "served", "cut")))
declare(Store("discrepancy", ("gain", "loss")))
declare(Store("plan:capacity", ("in-operation", "not-yet-built")))
declare(Store("output", ("reported",)))

ON_HAND, WITH_RECEIVER, IN_INSPECTION = "stock:on-hand", "stock:with-receiver", "stock:awaiting-inspection"
IN_TRANSIT, UNDER_ISSUE, ISSUED = "stock:in-transit", "stock:under-issue", "gone:issued"
WORTH = "worth:goods"
