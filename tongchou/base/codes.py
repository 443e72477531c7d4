"""Short codes that people read out, copy and type: one check character tells a slip from a code.

The characters leave out I, L, O, 0 and 1, which are taken for one another on paper. They are 31, a prime, and each
position weighs differently: one wrong character, or two that changed places, is always noticed.
"""

from __future__ import annotations

import secrets

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_VALUE = {character: value for value, character in enumerate(ALPHABET)}
#: The letters alone, 23 and again a prime: the check of a number that is typed in the digit block.
LETTERS = ALPHABET[8:]
#: Powers of 3, which generate every residue of 31 but 0: 30 positions weigh differently.
_LONGEST = 30


def check_character(body: str) -> str:
    """Return the check character of a code's body: up to 30 characters of the alphabet."""
    assert 0 < len(body) <= _LONGEST, "a short code is short"
    return ALPHABET[sum(_VALUE[one] * pow(3, at, 31) for at, one in enumerate(body)) % 31]


def check_letter(digits: str) -> str:
    """Return the check letter of up to 22 digits; powers of 5 generate every residue of 23 but 0."""
    assert 0 < len(digits) <= 22, "a short number is short"
    return LETTERS[sum(int(one) * pow(5, at, 23) for at, one in enumerate(digits)) % 23]


def typed(text: str) -> str:
    """Return a code as it was meant: capitals, without the spaces and dashes that part it, digits half-width."""
    wide = str.maketrans("０１２３４５６７８９", "0123456789")
    return "".join(one for one in text.translate(wide).upper() if one.isalnum())


def is_whole(code: str) -> bool:
    """Say whether a code ends in the check character of what stands before it."""
    body, last = code[:-1], code[-1:]
    return 0 < len(body) <= _LONGEST and all(one in _VALUE for one in body) and check_character(body) == last


def new_code(length: int) -> str:
    """Return a random code of so many characters, the last of them its check: nobody guesses another's."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(length - 1))
    return body + check_character(body)
