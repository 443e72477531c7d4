"""Verifying a day-book: needs its folder and the public key, nothing else. No books, no Django, no network.

    python -m tongchou.closing.verify FOLDER... --key public-key.txt

What it looks at: the signature over the manifest, the SHA-256 of each file, the Merkle root of the leaves, the day's
root, and, for several days, that each names the one before it.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from tongchou.base.refusals import words
from tongchou.closing import locating, merkle

MANIFEST, SIGNATURE, MARKS, LEAVES = "manifest.json", "signature.bin", "marks.json", "leaves.bin"
#: Bytes of an entry's id and leaf in `leaves.bin`.
ID_BYTES, RECORD = 16, 48
FORMAT = "tongchou-daybook/1"


@dataclass(frozen=True)
class Finding:
    """Something that is not as it was signed. `first` to `last` are byte positions from 0, -1 where none is known.

    `entry` is the id of the entry whose leaf was touched, in hex.
    """

    code: str
    text: str
    folder: str
    file: str
    first: int = -1
    last: int = -1
    entry: str = ""

    def __str__(self) -> str:
        at = "" if self.first < 0 else f" byte {self.first}" + (f"-{self.last}" if self.last > self.first else "")
        return f"{self.code}: {self.folder}/{self.file}{at}" + (f" entry {self.entry}" if self.entry else "")


def canonical_json(value: Any) -> bytes:
    """Return the one form in which a manifest is written and hashed."""
    return (json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode()


def day_root(manifest: dict[str, Any]) -> bytes:
    """Return the day's root: the entries' root joined, as a node of the tree, with the hash of all else said here."""
    rest = {name: value for name, value in manifest.items() if name != "root"}
    return merkle.node_hash(bytes.fromhex(manifest["entries_root"]), hashlib.sha256(canonical_json(rest)).digest())


def marks_of(content: dict[str, bytes]) -> bytes:
    """Return `marks.json`: the short hashes that tell where a file was changed."""
    return canonical_json({name: locating.marks(body).hex() for name, body in content.items() if name != MARKS})


def verify(folder: Path, public_key: bytes) -> list[Finding]:
    """Return what is wrong with a day-book; nothing if it is as it was sealed."""
    return _Book(folder).findings(public_key)


def verify_all(folders: Sequence[Path], public_key: bytes) -> list[Finding]:
    """Verify several day-books, and that each follows the one before it, in the order of their numbers."""
    findings = [finding for folder in folders for finding in verify(folder, public_key)]
    sealed = sorted((m["number"], folder, m) for folder in folders if (m := _Book(folder).manifest))
    for (number, _, earlier), (after, folder, later) in pairwise(sealed):
        if after == number + 1 and later["previous_root"] != earlier["root"]:
            text = words("這一天的賬冊不是接在前一天之後的。")
            findings.append(Finding("previous_differs", text, folder.name, MANIFEST))
    return findings


class _Book:
    """One folder, read once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.content = {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file()}
        self.manifest = self._json(MANIFEST)
        self.marks = self._json(MARKS)

    def _json(self, name: str) -> dict[str, Any]:
        try:
            value = json.loads(self.content.get(name, b"").decode())
        except ValueError:
            return {}
        return value if isinstance(value, dict) else {}

    def findings(self, public_key: bytes) -> list[Finding]:
        """Return what is wrong, file by file."""
        if missing := {MANIFEST, SIGNATURE} - set(self.content):
            return [self._finding("file_missing", words("缺少文件。"), name) for name in sorted(missing)]
        if self._is_signed(public_key):
            findings = self._files()
        else:
            findings = self._what_broke_the_signature()
            # An unsigned manifest's word about the other files is worth nothing; the marks' is, for finding them.
            others = sorted(set(self.content) - {MANIFEST, SIGNATURE, MARKS})
            text = words("文件被改動。")
            findings += [self._finding("file_changed", text, name) for name in others if self._changed(name)]
        return findings or [*self._roots(), *self._marks()]

    def _is_signed(self, public_key: bytes) -> bool:
        try:
            key = Ed25519PublicKey.from_public_bytes(public_key)
            key.verify(self.content[SIGNATURE], self.content[MANIFEST])
        except (InvalidSignature, ValueError):
            return False
        return True

    def _what_broke_the_signature(self) -> list[Finding]:
        """Name the manifest or the signature, whichever differs from its marks; both if the marks cannot tell."""
        text = words("簽名與賬冊說明不符。")
        touched = [name for name in (MANIFEST, SIGNATURE) if self._changed(name)]
        return [self._finding("signature_wrong", text, name) for name in touched or (MANIFEST,)]

    def _files(self) -> list[Finding]:
        findings = []
        told = self.manifest.get("files", {})
        for name in sorted((set(told) | set(self.content)) - {MANIFEST, SIGNATURE, MARKS}):
            if name not in self.content:
                findings.append(self._finding("file_missing", words("缺少文件。"), name))
            elif name not in told:
                findings.append(self._finding("file_unknown", words("賬冊說明沒有提到這個文件。"), name))
            elif hashlib.sha256(self.content[name]).hexdigest() != told[name]:
                findings.append(self._finding("file_changed", words("文件被改動。"), name))
        return findings

    def _marks(self) -> list[Finding]:
        """Compare the marks, which nothing signs, with those of the files, known to be right here."""
        if MARKS not in self.content:
            return [self._finding("file_missing", words("缺少文件。"), MARKS)]
        found, right = self.content[MARKS], marks_of(self.content)
        if found == right:
            return []
        differing = [i for i in range(min(len(found), len(right))) if found[i] != right[i]]
        first, last = (differing[0], differing[-1]) if len(found) == len(right) else (min(len(found), len(right)), -1)
        return [Finding("file_changed", words("文件被改動。"), self.folder.name, MARKS, first, last)]

    def _roots(self) -> list[Finding]:
        raw = self.content[LEAVES]
        leaves = [raw[at + ID_BYTES : at + RECORD] for at in range(0, len(raw), RECORD)]
        findings = []
        if merkle.root(leaves).hex() != self.manifest["entries_root"]:
            findings.append(self._finding("entries_root_wrong", words("各筆的樹根與說明不符。"), LEAVES))
        if day_root(self.manifest).hex() != self.manifest["root"]:
            findings.append(self._finding("root_wrong", words("當日的根與說明不符。"), MANIFEST))
        return findings

    def _changed(self, name: str) -> tuple[int, int] | None:
        marked = self.marks.get(name)
        if not isinstance(marked, str) or name not in self.content:
            return None
        try:
            return locating.changed(self.content[name], bytes.fromhex(marked))
        except ValueError:
            return None

    def _finding(self, code: str, text: str, name: str) -> Finding:
        where = self._changed(name)
        first, last = (where[0], where[1] - 1) if where else (-1, -1)
        entry = ""
        if name == LEAVES and first >= 0:
            at = first // RECORD * RECORD
            entry = self.content[name][at : at + ID_BYTES].hex()
        return Finding(code, text, self.folder.name, name, first, last, entry)


def main(arguments: Sequence[str]) -> int:
    """Verify the folders named on the command line with the key after `--key`; return 1 if something is wrong."""
    at = arguments.index("--key")
    key = bytes.fromhex(Path(arguments[at + 1]).read_text("ascii").strip())
    folders = [Path(name) for name in (*arguments[:at], *arguments[at + 2 :])]
    findings = verify_all(folders, key)
    for finding in findings:
        sys.stdout.write(f"{finding}\n")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
