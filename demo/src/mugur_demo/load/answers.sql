-- What people answered to the signals of one run. The luck of a signal comes from its learner, indicator and day.
with answering as (
  select * from unnest(%(paths)s::text[], %(accounts)s::bigint[]) as a(path, account_id)
), open_ones as (
  select s.id, s.uuid, s.person_id, s.org_path, s.noticed_on, s.due_on, s.level, s.value, a.account_id,
         ('x' || substr(md5(s.person_id || ':' || s.definition_id || ':' || s.noticed_on), 1, 6))::bit(24)::int as luck,
         exists (select from prevention_supportplan p where p.person_id = s.person_id and p.starts <= s.noticed_on
                 and p.ends >= s.noticed_on) as has_plan,
         exists (select from prevention_supportplan p where p.person_id = s.person_id and p.starts > s.noticed_on
                 and p.starts <= s.noticed_on + 45) as plan_follows
  from prevention_signal s join answering a on a.path = s.org_path
  where s.state = 'open' and s.noticed_on = %(on)s and not s.person_id = any(%(own)s)
    and (s.noticed_on < %(since)s or not s.person_id = any(%(told)s))
), chosen as (
  select *, case when has_plan then 'supported' when plan_follows then 'concern'
                 when luck %% 1000 < 620 then 'not_a_concern' else 'concern' end as answer,
         least(%(day)s::date - 1,
               case when luck %% 97 < 3 then due_on + 1 + luck %% 6
                    else noticed_on + 1 + luck %% greatest(due_on - noticed_on, 1) end) as answered_on
  from open_ones where (luck / 1000) %% 100 < %(share)s
), written as (
  update prevention_signal s
  set state = 'answered', answer = c.answer, answered_by_id = c.account_id, answered_on = c.answered_on,
      reason_code = case when c.answer = 'not_a_concern'
        then (array['excused_later', 'register_mistake', 'known_cause', 'talked'])[1 + c.luck %% 4] else '' end,
      reason = case when c.answer = 'not_a_concern'
        then (array['The note came later.', 'The register had it twice.', 'A cause that is known to the school and passes.',
                    'Talked with the learner and the family; nothing more is needed.'])[1 + c.luck %% 4] else '' end,
      first_step = case when c.answer = 'concern' then (array['talk_learner', 'talk_guardian', 'assessment'])[1 + c.luck %% 3]
        else '' end,
      supported_by = case when c.answer = 'supported' then 'The support plan in force' else '' end
  from chosen c where s.id = c.id
  returning s.id
), told as (
  insert into prevention_signalevent (signal_id, person_id, org_path, day, kind, value, text, account_id)
  select id, person_id, org_path, answered_on, 'answered', value, answer, account_id from chosen
), assessed as (
  insert into prevention_assessment (uuid, person_id, org_path, signal_id, state, strengths, learner_view, risks, level,
    next_step, opened_by_id, opened_on, due_on, closed_on)
  select md5('assessment:' || uuid)::uuid, person_id, org_path, id, 'closed', 'Keeps what was agreed.', '',
         jsonb_build_array(jsonb_build_object('area', 'study', 'text', 'Lessons missed and marks that follow them')),
         level, case when plan_follows then 'plan' when luck %% 2 = 0 then 'talk' else 'watch' end, account_id, answered_on,
         answered_on + 10, least(answered_on + 3 + luck %% 6, %(day)s::date - 1)
  from chosen where answer = 'concern'
)
select count(*) from written
