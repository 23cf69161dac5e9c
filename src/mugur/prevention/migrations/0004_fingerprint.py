"""A level approves a fingerprint once: a version that was taken back and changed is approved anew."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("prevention", "0003_agreement")]

    operations = [
        migrations.RemoveConstraint(model_name="approval", name="a_level_approves_a_version_once"),
        migrations.AddConstraint(
            model_name="approval",
            constraint=models.UniqueConstraint(
                condition=Q(("decision", "approve")),
                fields=("version", "level", "version_hash"),
                name="a_level_approves_a_fingerprint_once",
            ),
        ),
    ]
