"""Why persons' fields exist, until when, and what happens then."""

from mugur.access.keep import Keep, keep, years_after

SCHOOL = (
    "Education Act (Izglītības likums) and the programme's rules on support; reference data, to be checked per country"
)
TASK = "Public task of school and municipality: keep learners in education (GDPR Art. 6(1)(e))"

keep(Keep(
    "people.Person",
    personal=("given_name", "family_name", "sort_key", "birth_date", "sex", "language", "email", "phone", "source_id"),
    ordinary=("kind", "protected", "account_id", "source_org", "synthetic", "erased_on"),
    reason=TASK, source=SCHOOL, until=years_after("last_enrolment", 5), person_at="id",
    emptied=("sex", "language", "email", "phone", "source_id"),
))  # fmt: skip
keep(Keep(
    "people.Tie", personal=("kind",), ordinary=("organisation", "starts", "ends"),
    reason=TASK, source=SCHOOL, until=years_after("ends", 5), then="delete",
))  # fmt: skip
keep(Keep(
    "people.Guardianship", personal=("guardian", "kind", "legal_basis", "restricted_on"),
    ordinary=("may_view", "may_sign", "starts", "ends"),
    reason="Who may see and sign for a minor", source=SCHOOL, until=years_after("last_enrolment", 5), then="delete",
))  # fmt: skip
keep(Keep(
    "people.Document", personal=("name", "sha256", "stored"),
    ordinary=("kind", "media_type", "size", "kid", "state", "uploaded_at", "account_id"),
    reason="Proof of an application or absence", source=SCHOOL, until=years_after("last_enrolment", 5),
))  # fmt: skip
keep(Keep(
    "people.Consent", personal=("comment", "signer"),
    ordinary=("purpose", "answer", "signed_as", "method", "about", "text_hash", "document", "given_on", "given_at", "until", "withdrawn_on"),
    reason="Proof that the family agreed, asked or objected", source=SCHOOL, until=years_after("last_enrolment", 5),
))  # fmt: skip
keep(Keep(
    "people.Enrolment", personal=("programme", "exit_reason", "destination", "void_reason"),
    ordinary=("school", "grade", "school_year", "repeats", "starts", "ends", "voided_on"),
    reason=TASK, source=SCHOOL, until=years_after("last_enrolment", 5),
))  # fmt: skip
keep(Keep(
    "people.Group", personal=(), ordinary=("school", "kind", "title", "grade", "school_year", "source_id", "starts", "ends"),
    reason="Names no person", source=SCHOOL, until=years_after("ends", 5), then="keep", person_at="",
))  # fmt: skip
keep(Keep(
    "people.GroupMembership", personal=("group",), ordinary=("starts", "ends"),
    reason=TASK, source=SCHOOL, until=years_after("last_enrolment", 5), then="delete",
))  # fmt: skip
keep(Keep(
    "people.Assignment", personal=("staff", "account"), ordinary=("kind", "group", "starts", "ends"),
    reason="Who is responsible for a learner", source=SCHOOL, until=years_after("last_enrolment", 5), then="delete",
))  # fmt: skip
keep(Keep(
    "people.ImportBatch", personal=(),
    ordinary=("kind", "source_org", "file_name", "sha256", "stored", "file_date", "state", "rows", "counts", "decisions",
              "report", "job_uuid", "account_id", "day", "created_at"),
    reason="Lineage of imported rows; names no person", source=SCHOOL, until=years_after("day", 5), then="keep", person_at="",
))  # fmt: skip
keep(Keep(
    "people.ImportFinding", personal=("value", "fix", "facts"),
    ordinary=("batch", "file", "row", "column", "field", "rule", "level", "decision"),
    reason="Mending a file; masked values", source=SCHOOL, until=years_after("batch", 1), then="delete", person_at="",
))  # fmt: skip
keep(Keep(
    "people.MissingLearner", personal=("decision",), ordinary=("batch", "since", "decided_on", "account_id"),
    reason="A learner left out of a file is asked about, never ended silently", source=SCHOOL,
    until=years_after("last_enrolment", 5), then="delete",
))  # fmt: skip
keep(Keep(
    "people.TransferCase", personal=("answer",), ordinary=("mark", "scheme", "found_on", "answered_on", "account_id"),
    reason="The same personal code at two bodies is asked about, never merged silently", source=SCHOOL,
    until=years_after("last_enrolment", 5), then="delete",
))  # fmt: skip
