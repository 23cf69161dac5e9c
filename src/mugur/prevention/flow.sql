-- One row per school, school year and term. A case is one learner in one term; every step is a part of
-- the step before it, so that losses between steps can be told.
with reach as (
  select l.p as lower, u.p as upper
  from unnest(%(lower)s::text[]) with ordinality l(p, n) join unnest(%(upper)s::text[]) with ordinality u(p, n) using (n)
), noticed as (
  select s.person_id, s.org_path, s.noticed_on as day, s.state = 'answered' as answered,
         s.state = 'answered' and s.answered_on <= s.due_on as on_time, null::bigint as plan_id
  from prevention_signal s join reach r on s.org_path collate "C" >= r.lower and s.org_path collate "C" < r.upper
  where s.state <> 'withdrawn' and s.noticed_on <= %(on)s
), agreed as (
  select p.person_id, p.org_path, p.starts as day, true as answered, true as on_time, p.id as plan_id
  from prevention_supportplan p join reach r on p.org_path collate "C" >= r.lower and p.org_path collate "C" < r.upper
  where p.state in ('in_force', 'suspended', 'closed') and p.starts <= %(on)s
    and exists (select from prevention_planversion v where v.plan_id = p.id and v.state in ('approved', 'superseded'))
), both_ as (select * from noticed union all select * from agreed),
cases as (
  select person_id, (array_agg(org_path order by day desc, plan_id desc nulls last))[1] as org_path,
         case when extract(month from day) >= 9 then extract(year from day)::int else extract(year from day)::int - 1 end as year,
         case when extract(month from day) >= 9 then 1 else 2 end as term,
         bool_or(answered) as answered, bool_or(on_time and plan_id is null) or not bool_or(plan_id is null) as on_time,
         array_remove(array_agg(plan_id), null) as plans
  from both_ group by person_id, 3, 4
), ended as (
  select c.*, case when term = 1 then make_date(year, 12, 31) else make_date(year + 1, 8, 31) end as last_day,
         cardinality(plans) > 0 as planned
  from cases c
), given as (
  select e.person_id, e.year, e.term, sum(d.minutes) as minutes
  from ended e
  join prevention_supportplan p on p.id = any(e.plans)
  join support_delivery d on d.person_id = e.person_id and d.day between p.starts and coalesce(p.closed_on, p.ends)
    and d.day <= %(on)s and d.countable and d.present and d.reverses_id is null
    and not exists (select from support_delivery b where b.reverses_id = d.id)
  group by 1, 2, 3
), facts as (
  select e.*, g.minutes, g.minutes is not null as delivered,
         exists (select from prevention_review w where w.plan_id = any(e.plans) and w.held_on <= %(on)s) as reviewed,
         exists (select from people_enrolment n where n.person_id = e.person_id and n.voided_on is null
                 and n.starts <= least(e.last_day, %(on)s)
                 and (n.ends is null or n.ends >= least(e.last_day, %(on)s)
                      or n.exit_reason in ('completed', 'promoted'))) as stays,
         (select n.destination <> '' and n.exit_reason <> 'unknown' from people_enrolment n
          where n.person_id = e.person_id and n.voided_on is null and n.ends is not null
          order by n.ends desc limit 1) as known
  from ended e left join given g using (person_id, year, term)
)
select org_path, year || '/' || lpad(((year + 1) %% 100)::text, 2, '0'), term,
       count(*)::int, count(*) filter (where answered)::int, count(*) filter (where answered and on_time)::int,
       count(*) filter (where answered and planned)::int,
       count(*) filter (where answered and planned and delivered)::int,
       count(*) filter (where answered and planned and delivered and reviewed)::int,
       count(*) filter (where answered and planned and delivered and reviewed and stays)::int,
       count(*) filter (where answered and planned and delivered and reviewed and not stays and known)::int,
       coalesce(sum(minutes), 0)::int
from facts group by org_path, year, term order by org_path collate "C", year, term
