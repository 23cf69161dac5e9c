"""Persons and what connects them to schools, groups, guardians and staff."""

from .batch import ImportBatch, ImportFinding, MissingLearner, TransferCase
from .person import Consent, Document, Guardianship, Person, Tie
from .school import Assignment, Enrolment, Group, GroupMembership
from .vault import VaultFact, VaultIdentifier, VaultNote

__all__ = [
    "Assignment",
    "Consent",
    "Document",
    "Enrolment",
    "Group",
    "GroupMembership",
    "Guardianship",
    "ImportBatch",
    "ImportFinding",
    "MissingLearner",
    "Person",
    "Tie",
    "TransferCase",
    "VaultFact",
    "VaultIdentifier",
    "VaultNote",
]
