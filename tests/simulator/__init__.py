"""Many phones, a bad network, one server: seeded stories, and what must be true after each of them.

`phone.py` is a phone, without Django: it has nothing but what it was told and what it stored. `server.py` is the real
server behind its real doors, which may be killed at any statement. `plan.py` draws what people do, `story.py` lets it
happen over a network that loses, repeats, delays and reorders. `invariants.py` says what must hold; `mirror.py` tells
the same facts once more in another order. `make simulate` runs ten thousand seeds, `pytest --seed N` one.
"""
