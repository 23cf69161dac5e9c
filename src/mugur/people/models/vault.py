"""The vault: encrypted identifiers and special-category facts in their own schema, for their own login.

Rows name the person by public uuid only; nothing joins them but the vault's own functions
(``mugur.people.vault``). A ciphertext is bound to person, field and version.
"""

from __future__ import annotations

from django.db import models


class VaultIdentifier(models.Model):
    """A national number: found by blind index, never listed, shown masked."""

    person_uuid = models.UUIDField()
    scheme = models.CharField(max_length=20)
    blind = models.BinaryField()
    kid = models.CharField(max_length=16)
    sealed = models.BinaryField()

    in_vault = True

    class Meta:
        managed = False
        db_table = 'vault"."identifier'


class VaultFact(models.Model):
    """One special-category fact of a person: yes, no, no answer; encrypted, with who entered it."""

    person_uuid = models.UUIDField()
    field = models.CharField(max_length=40)
    version = models.IntegerField(default=1)
    kid = models.CharField(max_length=16)
    sealed = models.BinaryField()
    entered_by = models.BigIntegerField(null=True)
    entered_on = models.DateField()

    in_vault = True

    class Meta:
        managed = False
        db_table = 'vault"."fact'


class VaultNote(models.Model):
    """A restricted note on family, health or protection, kept by a specialist."""

    person_uuid = models.UUIDField()
    org_path = models.CharField(max_length=200)
    kid = models.CharField(max_length=16)
    sealed = models.BinaryField()
    written_by = models.BigIntegerField(null=True)
    written_on = models.DateField()

    in_vault = True

    class Meta:
        managed = False
        db_table = 'vault"."note'
