"""What readers fill while they go through the files: the rows, by id, and how each file was read."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from mugur.lib.findings import Findings, Level
from mugur.people.roster.codes import Code
from mugur.people.roster.rows import (
    Bundle,
    ClassRow,
    EnrolmentRow,
    FileInfo,
    GuardianRow,
    Mode,
    Options,
    Org,
    PersonRow,
    Place,
    Role,
    Session,
    Status,
)
from mugur.people.roster.sheets import Line, Sheet, report


@dataclass(slots=True)
class Draft:
    """A person while her lines are still being found; OneRoster spreads her over up to three files."""

    source_id: str
    given_name: str
    family_name: str
    places: list[Place]
    roles: list[Role] = field(default_factory=list)
    birth_date: date | None = None
    sex: Literal["female", "male", "other", ""] = ""
    email: str = ""
    phone: str = ""
    identifiers: list[tuple[str, str]] = field(default_factory=list)
    language: str = ""
    org_ids: list[str] = field(default_factory=list)
    grade: str = ""
    enabled: bool = True
    protected: bool = False
    status: Status = "active"
    modified: str = ""
    derived: bool = False

    def add_code(self, code: Code) -> None:
        """Take over a personal code that is right, and the birth date and sex in it where the file gives none."""
        if not code.value or code.problem:
            return
        if (code.scheme, code.value) not in self.identifiers:
            self.identifiers.append((code.scheme, code.value))
        self.birth_date = self.birth_date or code.birth_date
        self.sex = self.sex or code.sex
        self.protected = self.protected or code.protected

    def row(self) -> PersonRow:
        """Return the finished person. A learner stays a learner, whatever else she is."""
        order: tuple[Role, ...] = ("learner", "staff", "guardian")
        roles = tuple(role for role in order if role in self.roles) or ("guardian",)
        return PersonRow(
            source_id=self.source_id,
            given_name=self.given_name,
            family_name=self.family_name,
            role=roles[0],
            roles=roles,
            birth_date=self.birth_date,
            sex=self.sex,
            email=self.email,
            phone=self.phone,
            identifiers=tuple(self.identifiers),
            language=self.language,
            org_ids=tuple(dict.fromkeys(self.org_ids)),
            grade=self.grade,
            enabled=self.enabled,
            protected=self.protected,
            status=self.status,
            modified=self.modified,
            derived=self.derived,
            places=tuple(dict.fromkeys(self.places)),
        )


class Gathering:
    """Rows by id, and the headings of every file, so that later checks can point at the right column."""

    def __init__(self, options: Options, findings: Findings) -> None:
        self.options, self.findings = options, findings
        self.format = ""
        self.files: list[FileInfo] = []
        self.orgs: dict[str, Org] = {}
        self.sessions: dict[str, Session] = {}
        self.drafts: dict[str, Draft] = {}
        self.classes: dict[str, ClassRow] = {}
        self.enrolments: list[EnrolmentRow] = []
        self.guardians: dict[tuple[str, str], GuardianRow] = {}
        self._headings: dict[tuple[str, str], str] = {}
        self._seen: dict[tuple[str, str], tuple[int, int]] = {}

    def opened(self, sheet: Sheet) -> None:
        """Remember the headings of a sheet."""
        for name in sheet.places:
            self._headings[(sheet.table.name, name)] = sheet.column(name)

    def closed(self, sheet: Sheet, kind: str, mode: Mode) -> None:
        """Remember how a sheet was read."""
        table = sheet.table
        self.files.append(
            FileInfo(
                table.name,
                kind,
                mode,
                sheet.count,
                table.encoding,
                table.delimiter,
                table.header_line,
                table.stopped or not sheet.usable,
            )
        )

    def find(
        self,
        place: Place,
        field_name: str,
        value: str,
        rule: str,
        level: Level = "error",
        fix: str = "",
        **facts: object,
    ) -> None:
        """Keep a finding about a line that has been read already."""
        column = self._headings.get((place[0], field_name), field_name)
        report(self.findings, self.options, place, column, field_name, value, rule, level, fix, **facts)

    def first(self, line: Line, field_name: str, source_id: str) -> bool:
        """Whether this is the first line with the id; a second one is a finding at both."""
        if not source_id:
            return False
        row, fingerprint = self._seen.setdefault((line.place[0], source_id), (line.row, hash(line.cells)))
        if row == line.row:
            return True
        if fingerprint == hash(line.cells):
            line.find("", "roster.row.twice", "note", value=source_id, first_row=row)
        else:
            line.find(field_name, "roster.id.twice", value=source_id, other_row=row)
            self.find((line.place[0], row), field_name, source_id, "roster.id.twice", other_row=line.row)
        return False

    def guard(
        self, guardian: str, learner: str, kind: str, place: Place, status: Status = "active", derived: bool = False
    ) -> None:
        """Keep a tie between guardian and learner once."""
        self.guardians.setdefault(
            (guardian, learner),
            GuardianRow(
                guardian_source_id=guardian,
                learner_source_id=learner,
                kind=kind,
                places=(place,),
                status=status,
                derived=derived,
            ),
        )

    def bundle(self) -> Bundle:
        """Return what was gathered."""
        self._name_guardians()
        self._enrol_at_organisations()
        return Bundle(
            self.format,
            self.files,
            list(self.orgs.values()),
            list(self.sessions.values()),
            [draft.row() for draft in self.drafts.values()],
            list(self.classes.values()),
            self.enrolments,
            list(self.guardians.values()),
            self.findings,
        )

    def _enrol_at_organisations(self) -> None:
        """Being listed with an organisation is being there, also where the source writes no line of its own for it."""
        written = {(row.person_source_id, row.org_source_id) for row in self.enrolments if not row.class_source_id}
        for draft in self.drafts.values():
            role = draft.row().role
            for org in dict.fromkeys(draft.org_ids):
                if role != "guardian" and (draft.source_id, org) not in written:
                    self.enrolments.append(
                        EnrolmentRow(
                            person_source_id=draft.source_id,
                            org_source_id=org,
                            role=role,
                            grade=draft.grade,
                            places=tuple(draft.places),
                            status=draft.status,
                            derived=True,
                        )
                    )

    def _name_guardians(self) -> None:
        """People who come without a role are guardians when a relationship says so, else they need an answer."""
        tied = {guardian for guardian, _ in self.guardians}
        for draft in self.drafts.values():
            if draft.source_id in tied and "guardian" not in draft.roles:
                draft.roles.append("guardian")
            elif not draft.roles and draft.status == "active" and not self._role_was_wrong(draft):
                self.find(draft.places[0], "role", "", "roster.role.missing", "warning")

    def _role_was_wrong(self, draft: Draft) -> bool:
        return any(place in self.findings.rows("error") for place in draft.places)
