"""One file for each act of a phone: how it is read, and which verb of which pillar it is.

`take(work, entries)` of each is given all entries of its kind in a batch, and answers each, in order, by what became
of it.
"""
