"""The roles an account may hold; their rights are declared in the rooms."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

CLASS_TEACHER = "class_teacher"
SPECIALIST = "specialist"
ASSISTANT = "assistant"
COORDINATOR = "school_coordinator"
HEAD = "head"
MUNICIPALITY = "municipality_coordinator"
NATIONAL = "national_manager"
DATA_STEWARD = "data_steward"
ORG_ADMIN = "org_admin"
PLATFORM_ADMIN = "platform_admin"
DPO = "data_protection_officer"
AUDITOR = "auditor"
PROJECT_LEAD = "project_lead"

ROLES = {
    CLASS_TEACHER: _("Class teacher"),
    SPECIALIST: _("Social pedagogue or psychologist"),
    ASSISTANT: _("Teacher assistant"),
    COORDINATOR: _("School coordinator"),
    HEAD: _("Head"),
    MUNICIPALITY: _("Municipality coordinator"),
    NATIONAL: _("National manager"),
    DATA_STEWARD: _("Data keeper"),
    ORG_ADMIN: _("Administrator of the organisation"),
    PLATFORM_ADMIN: _("Administrator of the platform"),
    DPO: _("Data-protection officer"),
    AUDITOR: _("Auditor"),
    PROJECT_LEAD: _("Project manager"),
}

#: A second person confirms these; nobody holds one of them beside a service role.
SPECIAL = frozenset({DPO, PLATFORM_ADMIN, AUDITOR})
