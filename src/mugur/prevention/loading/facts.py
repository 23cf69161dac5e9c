"""One kind of fact: how a row of a file becomes a row of the table, what keeps it out, and when it replaces another."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from mugur.access.reach import upper
from mugur.prevention.formats import SetRule
from mugur.prevention.streams import Prepared

from .context import Context, Outcome
from .learners import add_codes, days_off, key_sql
from .staging import drop, execute, name_for, rows_of, stage, tell


@dataclass(frozen=True)
class Target:
    """A table of facts. ``select`` gives each column from ``t`` (the row) and ``w`` (the learner).

    ``inside`` is true where the row's day lies in an enrolment; ``types`` are those of key and values in order;
    ``span`` are day columns that bound a search; ``fixed`` columns
    are the same in every new row; ``old`` writes what stood there before.
    """

    table: str
    key: tuple[str, ...]
    values: tuple[str, ...]
    select: dict[str, str]
    types: dict[str, str]
    inside: str
    span: str = ""
    rules: Callable[[Context], tuple[SetRule, ...]] = lambda context: ()
    fixed: dict[str, str] = field(default_factory=dict)
    old: str = ""
    old_table: str = ""

    @property
    def columns(self) -> tuple[str, ...]:
        return (*self.key[1:], *self.values)


class Load:
    """One file on its way into one table."""

    def __init__(self, target: Target, context: Context, prepared: Prepared) -> None:
        self.target, self.context, self.prepared = target, context, prepared
        self.staged = stage(prepared, context.findings, context.options)
        self._learners()

    def _learners(self) -> None:
        add_codes(self.staged, self.context.who, self.context.source.country)
        self.key = key_sql(self.staged)
        self.rules = (*self.staged.format.rules, *self.target.rules(self.context))
        off = days_off(self.staged, self.context.source.country) if "day" in self.staged.columns else []
        self.values: dict[str, Any] = {"on": self.context.on, "off": off}
        self.checks = [(rule, f"coalesce({rule.broken_sql}, false)") for rule in self.rules]
        if off:
            self.checks.append(
                (SetRule("facts.day.no_school", "day", ""), "coalesce(t.day = any(%(off)s::date[]), false)")
            )

    def run(self) -> Outcome:
        """Takes the file in, or only looks at it."""
        done = self._fresh() or self._compared()
        drop(self.staged.name)
        return done

    def _accepted(self, rule: SetRule) -> list[int]:
        return [row for file, row, name in self.context.options.accepted
                if name == rule.rule and file == self.prepared.table.name]  # fmt: skip

    def _good(self) -> str:
        """The rows that may come in: a learner of ours, on a day of an enrolment, no rule broken."""
        parts = [self.target.inside]
        for number, (rule, broken) in enumerate(self.checks):
            said = self._accepted(rule)
            if said and self.staged.counted:
                self.values[f"said{number}"] = said
                parts.append(f"(not {broken} or t.line = any(%(said{number})s::bigint[]))")
            else:
                parts.append(f"not {broken}")
        return f"from {self.staged.name} t join {self.context.who} w on w.key = {self.key} where {' and '.join(parts)}"

    def _picked(self) -> str:
        named = {"person_id": "w.person_id", "org_path": "w.org_path", **self.target.select}
        return ", ".join(f"{named[name]} as {name}" for name in ("person_id", "org_path", *self.target.columns))

    def _names(self) -> str:
        return ", ".join(("person_id", "org_path", *self.target.columns))

    def _fixed(self) -> tuple[str, str]:
        """Columns that a new row has besides those of the file: the batch, and what is the same in all."""
        fixed = {"batch_id": "%(batch)s::bigint", **self.target.fixed}
        return "".join(f", {name}" for name in fixed), "".join(f", {value}" for value in fixed.values())

    def _fresh(self) -> Outcome | None:
        """Straight into the table where nothing is there to compare with; None when there is, or something collides."""
        if (
            self.context.dry_run
            or self._something_there()
            or not rows_of(f"select 1 {self._good()} limit 1", self.values)
        ):
            return None
        made = self.context.batch_id()
        target = self.target
        order = ", ".join(str(n) for n in (1, *range(3, 2 + len(target.key))))
        extra, fixed = self._fixed()
        statement = (
            f"insert into {target.table} ({self._names()}{extra}) select q.*{fixed} from"
            f" (select {self._picked()} {self._good()} order by {order}) q"
        )
        try:
            with transaction.atomic():
                execute("set local work_mem = '192MB'")
                new = execute(statement, {**self.values, "batch": made})
        except IntegrityError:
            return None
        self.context.wrote(target.table, new)
        if new < self.staged.rows:
            self._tell()
        return Outcome(self.staged.read, new=new)

    def _something_there(self) -> bool:
        where, values = "org_path >= %(low)s and org_path < %(high)s", self._reach()
        if self.target.span:
            where += f" and {self.target.span} between %(from)s and %(to)s"
        return bool(rows_of(f"select 1 from {self.target.table} where {where} limit 1", values))

    def _reach(self) -> dict[str, Any]:
        path = self.context.source.path
        values: dict[str, Any] = {"low": path, "high": upper(path)}
        if self.target.span:
            day = self.target.select[self.target.span]
            ((values["from"], values["to"]),) = rows_of(f"select min({day}), max({day}) from {self.staged.name} t")
            values["from"], values["to"] = values["from"] or date.min, values["to"] or date.min
        return values

    def _compared(self) -> Outcome:
        """Beside what is there: new rows, changed rows with what stood there before, and rows that say the same."""
        self._tell()
        ready = name_for(self.context.on, "ready")
        kinds = {"person_id": "bigint", "org_path": 'text collate "C"', **self.target.types}
        listed = ", ".join(f"{name} {kinds[name]}" for name in ("person_id", "org_path", *self.target.columns))
        execute(f"create unlogged table {ready} ({listed})")
        done = self._write(ready, self._ready(ready))
        drop(ready)
        return done

    def _ready(self, ready: str) -> int:
        """Fills the table of good rows, each fact once; returns how many repeated rows say nothing more."""
        fill = f"insert into {ready} select {self._picked()} {self._good()}"
        execute(fill, self.values)
        key = ", ".join(self.target.key)
        if not rows_of(f"select 1 from {ready} group by {key} having count(*) > 1 limit 1"):
            execute(f"analyze {ready}")
            return 0
        twice = self._without_twins()
        execute(f"truncate {ready}")
        execute(f"insert into {ready} select {self._picked()} {self._good()}", self.values)
        execute(f"analyze {ready}")
        return twice

    def _without_twins(self) -> int:
        """Keeps one of equal rows, with a note; rows of one fact that differ all wait."""
        if not self.staged.counted:
            drop(self.staged.name)
            self.staged = stage(self.prepared.rewritten(), self.context.findings, self.context.options)
            self._learners()
        named = {"person_id": "w.person_id", **self.target.select}
        key = ", ".join(named[name] for name in self.target.key)
        all_of = ", ".join(named[name] for name in (*self.target.key, *self.target.values))
        again = self._twins(f"row_number() over (partition by {all_of} order by t.line) > 1", "note")
        self._twins(f"count(*) over (partition by {key}) > 1", "error")
        return again

    def _twins(self, condition: str, level: Any) -> int:
        twin = f"select t.line, {condition} as twin {self._good()}"
        lines = [line for (line,) in rows_of(f"select q.line from ({twin}) q where q.twin order by 1", self.values)]
        if lines:
            rule = SetRule("facts.row.twice", self.staged.columns[0], "", level)
            self.values["twins"] = lines
            tell(
                self.staged,
                rule,
                "t.line = any(%(twins)s::bigint[])",
                self.values,
                self.context.findings,
                self.context.options,
            )
            execute(f"delete from {self.staged.name} where line = any(%s::bigint[])", [lines])
        return len(lines)

    def _write(self, ready: str, twice: int) -> Outcome:
        target, context = self.target, self.context
        join, bounds = self._join(), self._reach()
        differs = " or ".join(f"f.{name} is distinct from r.{name}" for name in target.values) or "false"
        count = (
            "select count(*), count(*) filter (where f.person_id is null),"
            f" count(*) filter (where f.person_id is not null and ({differs}))"
            f" from {ready} r left join {target.table} f on {join}"
        )
        ((good, new, changed),) = rows_of(count, bounds)
        if not context.dry_run and (new or changed):
            bounds["batch"] = context.batch_id()
            if changed:
                self._change(ready, join, differs, bounds, changed)
            if new:
                wrote = self._insert(ready, join, bounds)
                new = wrote
        return Outcome(self.staged.read, new=new, changed=changed, same=good - new - changed + twice)

    def _join(self) -> str:
        join = " and ".join(f"f.{name} = r.{name}" for name in self.target.key)
        return join + (f" and f.{self.target.span} between %(from)s and %(to)s" if self.target.span else "")

    def _change(self, ready: str, join: str, differs: str, bounds: dict[str, Any], changed: int) -> None:
        target = self.target
        if target.old:
            kept = execute(f"{target.old} {ready} r join {target.table} f on {join} where {differs}", bounds)
            self.context.wrote(target.old_table, kept)
        sets = ", ".join(f"{name} = r.{name}" for name in target.values)
        execute(
            f"update {target.table} f set {sets}, batch_id = %(batch)s from {ready} r where {join} and ({differs})",
            bounds,
        )
        self.context.wrote(target.table, changed)

    def _insert(self, ready: str, join: str, bounds: dict[str, Any]) -> int:
        names, (extra, fixed) = self._names(), self._fixed()
        wrote = execute(
            f"insert into {self.target.table} ({names}{extra}) select {names}{fixed} from {ready} r"
            f" where not exists (select from {self.target.table} f where {join})"
            " order by person_id on conflict do nothing",
            bounds,
        )
        self.context.wrote(self.target.table, wrote)
        return wrote

    def _tell(self) -> None:
        """A finding for every row that may not come in, at its line."""
        context, who = self.context, self.context.who
        found = f"exists (select from {who} w where w.key = {self.key}"
        first = self.staged.columns[0]
        place = "learner" if "learner" in self.staged.columns else first
        checks = [
            (SetRule("facts.learner.unknown", place, ""), f"not {found})"),
            (SetRule("facts.learner.elsewhere", place, ""), f"{found}) and not {found} and {self.target.inside})"),
            *self.checks,
        ]
        for rule, broken in checks:
            tell(self.staged, rule, broken, self.values, context.findings, context.options)
