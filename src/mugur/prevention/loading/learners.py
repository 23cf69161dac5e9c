"""Who a row of facts is about: a learner of the source, on a day of an enrolment, and nobody else's."""

from __future__ import annotations

from datetime import date

import holidays

from mugur.access.reach import upper
from mugur.organisations.models import Organisation
from mugur.people import vault
from mugur.people.roster.codes import read_code

from .staging import Staged, execute, name_for, rows_of

#: School years for which there is a place to put facts.
FIRST, AFTER = date(2014, 8, 1), date(2037, 8, 1)
CODE = "\x02"

WHO = """
insert into {who} (key, person_id, org_path, days)
select p.source_id, p.id, p.home_path,
  (select range_agg(daterange(greatest(e.starts, %(first)s::date), least(e.ends, %(last)s::date), '[]'))
   from people_enrolment e where e.person_id = p.id and e.voided_on is null
     and e.starts < %(after)s::date and coalesce(e.ends, %(last)s::date) >= greatest(e.starts, %(first)s::date))
from people_person p
where p.source_org_id = %(source)s and p.source_id <> '' and p.kind = 'learner' and p.erased_on is null
  and p.home_path >= %(low)s and p.home_path < %(high)s
"""

BY_CODE = """
insert into {who} (key, person_id, org_path, days)
select c.key, w.person_id, w.org_path, w.days
from unnest(%(keys)s::text[], %(uuids)s::uuid[]) c(key, uuid)
join people_person p on p.uuid = c.uuid
join {who} w on w.person_id = p.id
"""


def who_is_there(source: Organisation, on: date) -> str:
    """A staging table of the source's learners: id in the file, person, path, and the days of enrolment."""
    who = name_for(on, "who")
    execute(f'create unlogged table {who} (key text, person_id bigint, org_path text collate "C", days datemultirange)')
    execute(WHO.format(who=who), {
        "source": source.pk, "low": source.path, "high": upper(source.path), "first": FIRST, "after": AFTER,
        "last": date(AFTER.year, 7, 31),
    })  # fmt: skip
    execute(f"analyze {who}")
    return who


def add_codes(staged: Staged, who: str, country: str) -> None:
    """Adds the personal codes of the file that belong to learners of the source, matched by blind index."""
    if "personal_code" not in staged.columns:
        return
    texts = [
        text for (text,) in rows_of(f"select distinct personal_code from {staged.name} where personal_code is not null")
    ]
    pairs = {
        text: (code.scheme, code.value) for text in texts if not (code := read_code(country.upper(), text)).problem
    }
    found = vault.match_identifiers(pairs.values())
    known = [(CODE + text, found[pair]) for text, pair in pairs.items() if pair in found]
    if known:
        keys, uuids = zip(*known, strict=True)
        execute(BY_CODE.format(who=who), {"keys": list(keys), "uuids": list(uuids)})
        execute(f"analyze {who}")


def key_sql(staged: Staged) -> str:
    """The expression over a staging row that finds the learner."""
    if "personal_code" not in staged.columns:
        return "t.learner"
    return f"coalesce(t.learner, '{CODE}' || t.personal_code)"


def days_off(staged: Staged, country: str) -> list[date]:
    """Public holidays of the country among the days of the file: nobody has lessons then."""
    if "day" not in staged.columns:
        return []
    days = [day for (day,) in rows_of(f"select distinct day from {staged.name} where day is not null")]
    try:
        off = holidays.country_holidays(country.upper(), years={day.year for day in days}, observed=False)
    except NotImplementedError:
        return []
    return sorted(day for day in days if day in off)
