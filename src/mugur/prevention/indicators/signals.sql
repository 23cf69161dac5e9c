-- From measurements to results, signals and their events, in one statement and one snapshot.
-- {family} holds the measurements: person, definition, value, seen, since, inputs.
with waiting as materialized (
  select s.person_id, s.definition_id from prevention_signal s
  where s.state = 'open' and s.origin = 'rule' and s.definition_id = any(%(definitions)s) and {signal_paths}
), {family},
in_force as materialized (
  select distinct on (o.path, v.definition_id) o.path, v.definition_id, v.id, v.number, v.watch, v.act, v.direction,
         v.minimum, v.grows_by, v.answer_days, v.window_days
  from prevention_indicatorversion v
  join organisations_organisation o on o.kind = 'school' and starts_with(o.path, v.scope_path)
  where v.definition_id = any(%(definitions)s) and v.approved_on is not null and v.starts <= %(on)s
    and (v.ends is null or v.ends >= %(on)s) and {school_paths} and (v.parameters->'school_types' is null or v.parameters->'school_types' ? o.school_type)
  order by o.path, v.definition_id, length(v.scope_path) desc, v.number desc
),
placed as materialized (
  select m.person_id, m.definition_id, m.value, m.seen, m.since, m.inputs, e.org_path
  from measured m
  cross join lateral (
    select n.org_path from people_enrolment n
    where n.person_id = m.person_id and n.voided_on is null and n.starts <= %(on)s and (n.ends is null or n.ends >= %(on)s)
    order by n.starts desc, n.id desc limit 1
  ) e
  where {enrolled_paths}
),
found as materialized (
  select m.person_id, m.org_path, v.definition_id, v.id as version_id, v.direction, v.grows_by, v.answer_days, m.since,
         round(m.value, 2) as value,
         case when v.direction = 'at_least' and m.value >= v.act or v.direction = 'below' and m.value < v.act then 'act'
              when v.direction = 'at_least' and m.value >= v.watch or v.direction = 'below' and m.value < v.watch then 'watch'
         end as level,
         m.inputs || jsonb_build_object('watch', v.watch, 'act', v.act, 'version', v.number, 'window_days', v.window_days) as inputs
  from placed m
  join in_force v on v.path = m.org_path and v.definition_id = m.definition_id
  where m.seen >= v.minimum
),
latest as materialized (
  select distinct on (s.person_id, s.definition_id) s.id, s.person_id, s.definition_id, s.state, s.answer, s.answered_on,
         s.objected_on, s.value, s.level, s.org_path
  from prevention_signal s join found f on f.person_id = s.person_id and f.definition_id = s.definition_id
  order by s.person_id, s.definition_id, s.id desc
),
judged as (
  select f.*, l.id as last_id, l.state as last_state, l.answer as last_answer,
         case when f.direction = 'below' then l.value - f.value else f.value - l.value end >= f.grows_by as grown,
         coalesce(l.answered_on, l.objected_on) >= f.since as same_facts
  from found f left join latest l on l.person_id = f.person_id and l.definition_id = f.definition_id
  where f.level is not null
),
kept as (
  insert into prevention_indicatorresult (run_id, version_id, person_id, org_path, "on", level, value, inputs)
  select %(run)s, f.version_id, f.person_id, f.org_path, %(on)s, f.level, f.value, f.inputs from found f
  where f.level is not null and not exists (
    select from prevention_indicatorresult r
    where r.person_id = f.person_id and r."on" = %(on)s and r.version_id = f.version_id
      and r.level = f.level and r.value = f.value)
  returning 1
),
fresh as (
  insert into prevention_signal (uuid, org_path, person_id, origin, definition_id, version_id, level, value, inputs,
    request_text, noticed_on, due_on, state, answer, reason_code, reason, first_step, supported_by, handed_to, reopened_from_id)
  select md5(j.definition_id || ':' || j.person_id || ':' || %(on)s::date || ':' || coalesce(j.last_id, 0))::uuid, j.org_path, j.person_id, 'rule', j.definition_id, j.version_id, j.level, j.value, j.inputs,
         '', %(on)s, %(on)s::date + j.answer_days, 'open', '', '', '', '', '', '',
         case when j.last_answer = 'not_a_concern' and j.same_facts then j.last_id end
  from judged j
  where j.last_id is null
     or (j.last_state = 'withdrawn' and not coalesce(j.same_facts and not j.grown, false))
     or (j.last_state = 'answered' and (
          not j.same_facts and not exists (
            select from prevention_supportplan p
            where j.last_answer <> 'not_a_concern' and p.person_id = j.person_id
              and p.state in ('draft', 'in_force', 'suspended') and p.ends >= %(on)s)
          or j.last_answer = 'not_a_concern' and j.grown))
  on conflict (person_id, definition_id) where state = 'open' and definition_id is not null do nothing
  returning id, person_id, org_path, value, level, reopened_from_id
),
changed as (
  update prevention_signal s
  set level = f.level, value = f.value, inputs = f.inputs, version_id = f.version_id, org_path = f.org_path
  from found f
  where s.state = 'open' and s.person_id = f.person_id and s.definition_id = f.definition_id and f.level is not null
    and (s.level, s.value, s.version_id, s.org_path) is distinct from (f.level, f.value, f.version_id, f.org_path)
  returning s.id, s.person_id, s.org_path, s.value, s.level
),
gone as (
  update prevention_signal s set state = 'withdrawn', value = f.value, inputs = f.inputs
  from found f
  where s.state = 'open' and s.origin = 'rule' and s.person_id = f.person_id and s.definition_id = f.definition_id
    and f.level is null
  returning s.id, s.person_id, s.org_path, s.value
),
told as (
  select id, person_id, org_path, value, case when reopened_from_id is null then 'noticed' else 'reopened' end as kind, level
  from fresh
  union all
  select id, person_id, org_path, value, 'moved', level from changed
  union all
  select id, person_id, org_path, value, 'withdrawn', 'new_facts' from gone
),
events as (
  insert into prevention_signalevent (signal_id, person_id, org_path, day, kind, value, text)
  select id, person_id, org_path, %(on)s, kind, value, level from told returning kind
)
select (select coalesce(jsonb_object_agg(definition_id, n), '{{}}')::text
        from (select definition_id, count(*) as n from found where level is not null group by definition_id) c),
       (select count(*) from kept),
       (select coalesce(jsonb_object_agg(kind, n), '{{}}')::text from (select kind, count(*) as n from events group by kind) c)
