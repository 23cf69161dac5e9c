"""Results belong to a run, so that a day may be looked at again; indicators read only what is listed."""

from django.db import migrations, models

ALLOWED = [
    "enrolment.repeats", "incidents.count", "lessons.excused", "lessons.late", "lessons.possible",
    "lessons.unexcused", "marks.term", "observation.signs",
]  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("prevention", "0004_fingerprint")]

    operations = [
        migrations.RemoveConstraint(model_name="indicatorresult", name="result_of_a_day_is_known_once"),
        migrations.AddConstraint(
            model_name="indicatorresult",
            constraint=models.UniqueConstraint(
                fields=("run", "version", "person"), name="result_of_a_run_is_known_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="indicatorversion",
            constraint=models.CheckConstraint(
                condition=models.Q(("inputs__contained_by", ALLOWED)), name="indicator_reads_only_what_it_may"
            ),
        ),
    ]
