"""Classes of a roster against the groups of the source's schools."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from mugur.people.models import Group
from mugur.people.roster import Bundle, ClassRow, Session

from .existing import Existing
from .places import Places
from .report import Counts
from .source import school_year

COLUMNS = ("title", "grade", "school_year", "source_id", "starts", "ends")


@dataclass
class Classes:
    """Groups by the file's ids, and what of them would be written."""

    by_id: dict[str, Group] = field(default_factory=dict)
    new: list[Group] = field(default_factory=list)
    changed: dict[int, Group] = field(default_factory=dict)
    counts: Counts = field(default_factory=Counts)


def grade(text: str) -> str:
    """A grade without leading zeros: ``05`` is the fifth."""
    return (text.strip().lstrip("0") or text.strip())[:20]


def plan(bundle: Bundle, have: Existing, places: Places) -> Classes:
    """Compares every class of the file with the group that is there."""
    made = Classes()
    sessions = {one.source_id: one for one in bundle.sessions}
    waiting = bundle.findings.waiting()
    for row in bundle.classes:
        school = places.school(row.org_source_id)
        old = None
        if school is not None and school.pk is not None:
            old = have.groups.get((school.pk, row.source_id)) or have.titled.get((school.pk, row.title))
        if waiting.intersection(row.places) or school is None:
            made.counts.waits += not row.derived
            if old is not None:
                made.by_id[row.source_id] = old
            continue
        values = _values(row, sessions, have.on) if row.status == "active" else {"ends": have.on}
        if old is not None:
            _compare(row, old, values, made)
        elif row.status == "active":
            group = Group(
                school=school, org_path=school.path, kind="class" if row.kind == "homeroom" else "group", **values
            )
            made.by_id[row.source_id] = group
            made.new.append(group)
            made.counts.new += not row.derived
        else:
            made.counts.same += not row.derived
    for (_, source_id), group in have.groups.items():
        made.by_id.setdefault(source_id, group)
    return made


def _values(row: ClassRow, sessions: dict[str, Session], on: date) -> dict[str, Any]:
    terms = [sessions[one] for one in row.session_ids if one in sessions]
    starts = min((one.starts for one in terms if one.starts), default=None)
    ends = max((one.ends for one in terms if one.ends), default=None)
    return {"title": row.title, "grade": grade(row.grade), "school_year": school_year(starts or on),
            "source_id": row.source_id, "starts": starts, "ends": ends}  # fmt: skip


def _compare(row: ClassRow, old: Group, values: dict[str, Any], made: Classes) -> None:
    made.by_id[row.source_id] = old
    changed = False
    for name, value in values.items():
        if value not in ("", None) and getattr(old, name) != value:
            setattr(old, name, value)
            changed = changed or name != "source_id"
            made.changed[old.pk] = old
    made.counts.changed += changed and not row.derived
    made.counts.same += not changed and not row.derived
