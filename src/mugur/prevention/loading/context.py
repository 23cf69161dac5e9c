"""What one load carries: whose file, how to read it, what was found, and the batch that opens with the first change."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date

from mugur.access.action import batch
from mugur.access.records import Acting
from mugur.access.who import Who
from mugur.lib.findings import Findings
from mugur.organisations.models import Organisation
from mugur.people import access as people
from mugur.people.models import ImportBatch
from mugur.people.roster import Options


@dataclass(frozen=True)
class Outcome:
    """Rows of one file: read, new, changed, the same as before, and waiting for a person."""

    rows: int = 0
    new: int = 0
    changed: int = 0
    same: int = 0

    @property
    def waits(self) -> int:
        return self.rows - self.new - self.changed - self.same


@dataclass
class Context:
    """One load of one kind of file for one body."""

    kind: str
    source: Organisation
    on: date
    options: Options
    findings: Findings
    dry_run: bool
    made: ImportBatch
    by: Who
    stack: ExitStack
    who: str = ""
    acting: Acting | None = field(default=None)

    def batch_id(self) -> int:
        """The batch of this load. It and its audit entry begin with the first change: no change, no trace."""
        if self.acting is None:
            self.acting = self.stack.enter_context(
                batch(f"prevention.{self.kind}.imported", by=self.by, on=self.on, path=self.source.path,
                      right=people.IMPORT, file=self.made.sha256, kind=self.kind)
            )  # fmt: skip
            self.made.state = ImportBatch.State.DONE
            self.made.save()
        return int(self.made.pk)

    def wrote(self, table: str, rows: int) -> None:
        """Counts written rows for the audit entry."""
        assert self.acting is not None
        label = table.replace("_", ".", 1)
        self.acting.counts[label] = self.acting.counts.get(label, 0) + rows
