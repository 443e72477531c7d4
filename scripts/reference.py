"""Write the reference pages that come out of the code: accounts, figures, roles and verbs, the command line.

`python scripts/reference.py` writes them into docs/reference; `--check` fails where one is not as the code says.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "reference"


def table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a Markdown table."""
    lines = ["| " + " | ".join(heads) + " |", "| " + " | ".join("---" for _ in heads) + " |"]
    lines += ["| " + " | ".join(str(cell).replace("|", "\\|") for cell in row) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def accounts() -> str:
    """Return the page of the chart of accounts."""
    from tongchou.journal.chart import Register, declared

    rows = []
    for declaration in declared():
        if isinstance(declaration, Register):
            rows.append(
                (f"`{declaration.name}`", "register", f"`{declaration.world}`", ", ".join(declaration.classes),
                 ", ".join(declaration.states))
            )  # fmt: skip
        else:
            rows.append((f"`{declaration.name}`", "store", "", ", ".join(declaration.kinds), ""))
    text = (
        "# Chart of accounts\n\nA leaf of a register is `register:class:state`; a case stands in exactly one of them, "
        "or outside in its world.\n\n"
    )
    return text + table(("name", "kind", "comes from", "classes", "states"), rows)


def figures() -> str:
    """Return the page of the figures."""
    from tongchou.figures.declare import declared
    from tongchou.figures.targets import target_of

    rows = []
    for figure in declared():
        target = target_of(figure.name)
        rows.append(
            (f"`{figure.name}`", figure.title, type(figure).__name__, figure.unit, figure.definition,
             f"{target.bound} {target.value}" if target else "", ", ".join(figure.mission))
        )  # fmt: skip
    text = "# Figures\n\nEach is declared once, by whoever keeps the accounts it asks about.\n\n"
    return text + table(("name", "title", "kind", "unit", "definition", "target", "rows of the mission"), rows)


def roles() -> str:
    """Return the page of roles and what each may do."""
    from tongchou.base.rights import rights
    from tongchou.registers.staff.roles import ROLES

    named = table(("role", "title"), [(f"`{name}`", title) for name, title in ROLES.items()])
    verbs = table(
        ("verb", *ROLES),
        [(f"`{r.verb}`", *("●" if role in r.roles else "" for role in ROLES)) for r in rights()],
    )
    return f"# Roles and verbs\n\n{named}\nA verb is allowed at the places of the post, and below them.\n\n{verbs}"


def commands() -> str:
    """Return the page of the command line."""
    import typer
    from typer.main import get_command

    from tongchou.cli import commands as all_commands
    from tongchou.cli.main import app

    all_commands.add_to(app)
    group = get_command(app)
    context = typer.Context(group)
    parts = ["# Command line\n\n`--home FOLDER` chooses the home of any command; `--json` prints for machines.\n"]
    for name, command in sorted(group.commands.items()):  # type: ignore[attr-defined]
        usage = command.collect_usage_pieces(typer.Context(command, parent=context, info_name=name))
        rows = [
            (", ".join(f"`{o}`" for o in p.opts) if p.param_type_name == "option" else f"`{p.name.upper()}`",
             getattr(p, "help", "") or "")
            for p in command.params if p.name != "help"
        ]  # fmt: skip
        parts.append(f"\n## {name}\n\n    tongchou {name} {' '.join(usage)}\n\n{(command.help or '').strip()}\n")
        parts.append("\n" + table(("option", "meaning"), rows) if rows else "")
    return "".join(parts)


def retention() -> str:
    """Return the page of how long personal data is kept."""
    from tongchou.procedures.retention import rows

    listed = [
        (row.from_on, row.title, row.counted_from, row.days if row.act == "erase" else "", row.ground, row.text)
        for row in rows()
    ]
    text = (
        "# How long personal data is kept\n\nDated data (`procedures/retention.toml`). `tongchou retire --due` lists "
        "what is due, with `--yes` it is erased; what has no days goes at the end of the emergency, with "
        "`tongchou retire --yes`.\n\n"
    )
    return text + table(("from", "what", "counted from", "days", "ground", "what happens"), listed)


PAGES = {
    "accounts.md": accounts,
    "figures.md": figures,
    "roles.md": roles,
    "retention.md": retention,
    "command-line.md": commands,
}


def main(arguments: Sequence[str]) -> int:
    """Write the pages, or check them."""
    with tempfile.TemporaryDirectory(prefix="tongchou-reference-") as home:
        return _written(home, check="--check" in arguments)


def _written(home: str, *, check: bool) -> int:
    os.environ["TONGCHOU_HOME"] = home
    os.environ["DJANGO_SETTINGS_MODULE"] = "tongchou.config.settings"
    import django

    django.setup()
    stale = []
    for name, page in PAGES.items():
        text = page()
        path = FOLDER / name
        if check:
            stale += [] if path.exists() and path.read_text("utf-8") == text else [name]
        else:
            path.write_text(text, "utf-8")
    for name in stale:
        sys.stderr.write(f"docs/reference/{name} is not as the code says: python scripts/reference.py\n")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
