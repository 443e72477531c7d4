"""Paper still works: a day sheet per team, printed, written on at the door, and keyed back once.

models.py    the sheets, their rows, who printed and what was keyed
marks.py     the codes and letters on the paper, and how a keyed line is read (pure)
making.py    make(): which checks and visits a team's sheet has
printing.py  paper(): the PDF, each print a look at everyone on it
keying.py    key(): one line into the books by the services that every door uses
queries.py   sheets and rows as a reader may see them
"""
