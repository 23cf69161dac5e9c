"""A version is in force from its day only when somebody has put it into force."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("prevention", "0005_what_indicators_read")]

    operations = [
        migrations.AddField(model_name="indicatorversion", name="approved_on", field=models.DateField(null=True)),
    ]
