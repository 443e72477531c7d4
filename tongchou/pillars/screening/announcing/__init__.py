"""本人申報: people announce their own return on a public page, and become rows of a list, never a status.

models.py    what was said, sealed until it is in the books; marks of who asked how often
saying.py    what can be said, and what is refused where it is typed
door.py      announce(): the one way in, from the public page, the telephone desk, the API
taking.py    take_in(): those of one place and day become a list of the sender 本人申報, through intake
queries.py   how many came, what waits, what became of them
"""
