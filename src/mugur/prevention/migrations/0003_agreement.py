"""Who else pays for a line; and the lines of a submitted version, which nobody changes any more."""

from django.db import migrations, models

FIXED = """
create or replace function prevention_line_is_fixed() returns trigger language plpgsql as $$
declare now_state text;
begin
  if current_user = 'mugur_erase' then return coalesce(new, old); end if;
  if tg_op = 'UPDATE' and to_jsonb(new) - 'org_path' = to_jsonb(old) - 'org_path' then return new; end if;
  select state into now_state from prevention_planversion where id = old.version_id;
  if now_state is distinct from 'draft' and now_state is distinct from 'returned' then
    raise exception 'lines of a submitted version do not change' using errcode = '23514';
  end if;
  return coalesce(new, old);
end $$;
create trigger goal_of_a_submitted_version_is_fixed before update or delete on prevention_goal
  for each row execute function prevention_line_is_fixed();
create trigger measure_of_a_submitted_version_is_fixed before update or delete on prevention_plannedmeasure
  for each row execute function prevention_line_is_fixed();
"""
FREE = """
drop trigger goal_of_a_submitted_version_is_fixed on prevention_goal;
drop trigger measure_of_a_submitted_version_is_fixed on prevention_plannedmeasure;
drop function prevention_line_is_fixed();
"""


class Migration(migrations.Migration):
    dependencies = [("prevention", "0002_attendance")]

    operations = [
        migrations.AddField(
            model_name="plannedmeasure",
            name="paid_elsewhere",
            field=models.CharField(blank=True, db_default="", default="", max_length=120),
        ),
        migrations.RunSQL(FIXED, FREE),
    ]
