"""What a roster says, whatever its format: seven kinds of rows that know the lines of the files they come from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, TypeVar

from mugur.lib.findings import Findings

Mode = Literal["bulk", "delta", "absent"]
Status = Literal["active", "tobedeleted"]
Role = Literal["learner", "staff", "guardian"]
OrgKind = Literal["school", "municipality", "authority", "unit", "other"]
Place = tuple[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sourced:
    """What every row carries. ``places`` are the lines it was made of, the main one first; ``modified`` is the
    source's own time stamp, as written; ``derived`` rows stand in no file of their own and are not counted as rows."""

    places: tuple[Place, ...]
    status: Status = "active"
    modified: str = ""
    derived: bool = False

    @property
    def file(self) -> str:
        """The file of the main line."""
        return self.places[0][0]

    @property
    def row(self) -> int:
        """The line in that file, counted from 1."""
        return self.places[0][1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Org(Sourced):
    """An organisation; ``identifier`` is its official number where the source has one."""

    source_id: str
    name: str
    kind: OrgKind = "school"
    parent_source_id: str = ""
    identifier: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Session(Sourced):
    """A school year, semester or term with its days, both included."""

    source_id: str
    title: str
    kind: str
    starts: date | None = None
    ends: date | None = None
    parent_source_id: str = ""
    school_year: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRow(Sourced):
    """A person as the source knows her. ``identifiers`` are (scheme, value) with schemes such as ``lv.pk``,
    ``ro.cnp``, ``se.pnr``, ``se.protected``, ``hu.oa`` or ``local``; ``protected`` means that the address and the
    identity are under protection and may be shown nowhere else."""

    source_id: str
    given_name: str
    family_name: str
    role: Role
    roles: tuple[Role, ...] = ()
    birth_date: date | None = None
    sex: Literal["female", "male", "other", ""] = ""
    email: str = ""
    phone: str = ""
    identifiers: tuple[tuple[str, str], ...] = ()
    language: str = ""
    org_ids: tuple[str, ...] = ()
    grade: str = ""
    enabled: bool = True
    protected: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassRow(Sourced):
    """A class or teaching group; ``kind`` is ``homeroom`` for the class a learner belongs to, else ``scheduled``."""

    source_id: str
    org_source_id: str
    title: str
    grade: str = ""
    kind: Literal["homeroom", "scheduled"] = "homeroom"
    session_ids: tuple[str, ...] = ()
    subject: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrolmentRow(Sourced):
    """A person in a class, or at an organisation when ``class_source_id`` is empty; days are both included."""

    person_source_id: str
    org_source_id: str = ""
    class_source_id: str = ""
    role: Role = "learner"
    starts: date | None = None
    ends: date | None = None
    grade: str = ""
    primary: bool | None = None
    source_id: str = ""

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What makes two rows the same enrolment when the source gives it no id."""
        return (self.source_id or self.person_source_id, self.class_source_id, self.org_source_id, self.role)


@dataclass(frozen=True, slots=True, kw_only=True)
class GuardianRow(Sourced):
    """Who is a guardian of whom; ``kind`` is guardian, parent, relative or other, never a right by itself."""

    guardian_source_id: str
    learner_source_id: str
    kind: str = "guardian"


@dataclass(frozen=True, slots=True)
class FileInfo:
    """How one file was read: shown to the person before anything is written."""

    name: str
    kind: str
    mode: Mode
    rows: int
    encoding: str = ""
    delimiter: str = ""
    header_line: int = 1
    stopped: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """Source ids that the receiving side already has from this source: references to them are good in a delta."""

    orgs: frozenset[str] = frozenset()
    persons: frozenset[str] = frozenset()
    classes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Options:
    """How to read. ``on`` is today (a birth date after it is an error); ``country`` chooses the form of personal codes.

    ``encoding`` and ``delimiter`` overrule what is found. ``corrections`` are answers: (file, row, heading) → value to
    read instead; ``accepted`` are findings a person has answered with "it is right as it is": (file, row, rule).
    ``code_exception`` may call numbers valid that the law's check refuses; only the demonstration gives one.
    ``school_source_id`` is used where a plain file names no school.
    """

    on: date | None = None
    country: str = ""
    encoding: str = ""
    delimiter: str = ""
    corrections: Mapping[tuple[str, int, str], str] = field(default_factory=dict)
    accepted: frozenset[tuple[str, int, str]] = frozenset()
    known: Known = field(default_factory=Known)
    code_exception: Callable[[str], bool] | None = None
    school_source_id: str = ""


T = TypeVar("T", bound=Sourced)


@dataclass(slots=True)
class Bundle:
    """A roster as read. Nothing in it is promised to be right: ask ``ready`` for the rows no finding keeps out."""

    format: str = ""
    files: list[FileInfo] = field(default_factory=list)
    orgs: list[Org] = field(default_factory=list)
    sessions: list[Session] = field(default_factory=list)
    persons: list[PersonRow] = field(default_factory=list)
    classes: list[ClassRow] = field(default_factory=list)
    enrolments: list[EnrolmentRow] = field(default_factory=list)
    guardians: list[GuardianRow] = field(default_factory=list)
    findings: Findings = field(default_factory=Findings)

    @property
    def stopped(self) -> bool:
        """Whether some file could not be read to its end or at all, so that absence from it means nothing."""
        return any(file.stopped for file in self.files) or any(f.row == 0 for f in self.findings.errors)

    @property
    def rows_read(self) -> int:
        """Rows of all files that became something, the number a person sees first."""
        return sum(file.rows for file in self.files)

    def mode(self, kind: str) -> Mode:
        """Return whether rows of this kind (``persons``, ``orgs``, …) are complete, changes only, or not sent."""
        return next((file.mode for file in self.files if file.kind == kind), "absent")

    def ready(self, rows: Iterable[T]) -> Iterator[T]:
        """Yield the rows that can come in: none of their lines has an error or an unanswered warning."""
        waiting = self.findings.waiting()
        return (row for row in rows if not waiting.intersection(row.places))

    def waiting(self, rows: Iterable[T]) -> Iterator[T]:
        """Yield the rows that must wait for an answer or a corrected file."""
        waiting = self.findings.waiting()
        return (row for row in rows if waiting.intersection(row.places))
