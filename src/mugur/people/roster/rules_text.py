"""The words of the findings: what is wrong, the rule behind it, a hint, and the button that settles a whole group.

Only marked for translation here; pages translate when they show them. Named parameters come from the finding's facts
together with ``file``, ``column``, ``value``, ``fix`` and ``count``.
"""

from __future__ import annotations


def _(text: str) -> str:
    """Mark a text for extraction."""
    return text


def ngettext(one: str, many: str) -> tuple[str, str]:
    """Mark a text with a count for extraction."""
    return (one, many)


# The title of a group of findings.
RULE_TEXTS: dict[str, str] = {
    "roster.class.unknown": _("The class does not exist"),
    "roster.class.spelling": _("The class is written in two ways"),
    "roster.person.unknown": _("The person does not exist"),
    "roster.person.perhaps_known": _("Perhaps somebody you already know"),
    "roster.person.moved_away": _("The person belongs to another body now. The row changes nothing."),
    "roster.org.unknown": _("The organisation does not exist"),
    "roster.org.circle": _("The organisation stands above itself"),
    "roster.org.not_yours": _("The organisation is not below yours"),
    "roster.session.unknown": _("The school year or term does not exist"),
    "roster.code.check_digit": _("The personal code is not right"),
    "roster.code.form": _("The personal code does not have the right form"),
    "roster.code.date": _("The personal code holds a day that does not exist"),
    "roster.code.birth_date_differs": _("The birth date is not that of the personal code"),
    "roster.enrolment.two_schools": _("Enrolled in two schools at once"),
    "roster.enrolment.other_school": _("The class belongs to another school than the learner"),
    "roster.date.two_ways": _("The date can be read in two ways"),
    "roster.date.not_a_date": _("This is not a date"),
    "roster.date.not_a_birth_date": _("Nobody here can be born on this day"),
    "roster.dates.reversed": _("The end lies before the start"),
    "roster.field.empty": _("Something is missing that must be there"),
    "roster.field.not_yes_or_no": _("This is neither yes nor no"),
    "roster.id.twice": _("Two different rows have the same id"),
    "roster.row.twice": _("The same row stands twice"),
    "roster.role.unknown": _("Mugur does not know this role"),
    "roster.role.missing": _("The person has no role"),
    "roster.sex.unknown": _("Mugur does not know this word for sex"),
    "roster.status.unknown": _("The status is neither active nor tobedeleted"),
    "roster.status.empty_in_delta": _("A file of changes must say what is to be done with each row"),
    "roster.column.missing": _("A column is missing"),
    "roster.column.unknown": _("%(file)s has a column %(column)s. Mugur does not keep it; it was not read."),
    "roster.column.secret": _("%(file)s has a column %(column)s. Mugur never reads passwords."),
    "roster.column.sensitive": _("%(file)s has a column %(column)s. Mugur does not keep such facts; it was not read."),
    "roster.column.twice": _("%(file)s has two columns for the same thing. The column %(column)s was not read."),
    "roster.file.unknown": _("The file is not a roster"),
    "roster.file.not_read": _("%(file)s is not needed for a roster and was not read."),
    "roster.manifest.file_missing": _("The manifest names a file that was not sent"),
    "roster.manifest.file_not_announced": _(
        "%(file)s was sent although the manifest calls it absent. It was not read."
    ),
    "roster.manifest.mode_unknown": _("The manifest must say bulk, delta or absent"),
    "roster.json.broken": _("The file is not readable JSON"),
    "roster.object.unknown": _("An object in %(file)s is of no kind that Mugur knows. It was not read."),
    "roster.nothing_found": _("Nothing was found that could be read"),
    "table.archive.bad_name": _("A file in the archive has a name that is not allowed"),
    "table.archive.broken": _("The archive is damaged"),
    "table.archive.locked": _("The archive is locked with a password"),
    "table.archive.nested": _("There is an archive inside the archive"),
    "table.archive.ratio": _("The archive unpacks to far more than it should"),
    "table.archive.same_name_twice": _("Two files in the archive have the same name"),
    "table.archive.too_many_members": _("There are too many files"),
    "table.cell.formula": _("The cell holds a formula"),
    "table.cell.hidden_character": _("The cell holds invisible characters"),
    "table.cell.lost_character": _("A letter was lost before the file came here"),
    "table.cell.too_long": _("The cell is too long"),
    "table.encoding_unsure": _("The letters of the file can be read in two ways"),
    "table.file.empty": _("The file is empty"),
    "table.file.is_link": _("This is a link, not a file"),
    "table.file.kind_unknown": _("%(file)s is no table. It was not read."),
    "table.file.not_text": _("The file is not a text file"),
    "table.file.too_large": _("The file is too large"),
    "table.file.too_large_unpacked": _("The file is too large when unpacked"),
    "table.file.unreadable": _("The file cannot be read"),
    "table.line_too_long": _("A line of the file is far too long"),
    "table.no_rows": _("The file has no rows"),
    "table.quote_never_ends": _("A quotation mark is opened and never closed"),
    "table.row.stray_quote": _("A quotation mark stands where none can be"),
    "table.row.too_long": _("The row has more cells than there are columns"),
    "table.row.too_short": _("The row has fewer cells than there are columns"),
    "table.too_many_columns": _("The file has too many columns"),
    "table.too_many_rows": _("The file has too many rows"),
    "table.workbook.broken": _("The workbook cannot be read"),
}

# The rule behind it, one line under the title.
RULE_WHY: dict[str, str] = {
    "roster.class.unknown": _("Every enrolment names a class of the file of classes."),
    "roster.class.spelling": _("One class has one name."),
    "roster.person.unknown": _("Every enrolment and every guardian names a person of the file of people."),
    "roster.person.perhaps_known": _("Same name and birth date, other code."),
    "roster.org.unknown": _("Every class and every person names an organisation of the file of organisations."),
    "roster.org.circle": _("Each organisation has one above it, up to one that has none."),
    "roster.org.not_yours": _("You bring in organisations of your own branch only."),
    "roster.code.check_digit": _("Its last digit does not fit the others."),
    "roster.code.form": _("It must be written as the country writes it."),
    "roster.code.date": _("The first digits are the day of birth."),
    "roster.enrolment.two_schools": _("One school at a time, apart from agreed part-time."),
    "roster.enrolment.other_school": _("The row comes in as it is."),
    "roster.date.two_ways": _("Dates are year-month-day."),
    "roster.date.not_a_date": _("Dates are year-month-day."),
    "roster.date.not_a_birth_date": _("A birth date lies between 1900 and today."),
    "roster.field.empty": _("Each row needs its id and the names."),
    "roster.id.twice": _("An id belongs to one row; nobody can tell which of the two is meant."),
    "roster.row.twice": _("It was read once."),
    "roster.role.unknown": _("Roles are those of the format, for example student, teacher or guardian."),
    "table.cell.formula": _("Formulas are not computed; only values come in."),
    "table.cell.hidden_character": _("Such characters can make two names look the same."),
    "table.encoding_unsure": _("Choose the encoding and read the file again."),
    "table.row.too_short": _("The file may have been cut off."),
    "table.quote_never_ends": _("What stands below this line was not read."),
    "table.too_many_columns": _("At most %(limit)s columns are read."),
    "table.too_many_rows": _("At most %(limit)s rows are read."),
    "table.cell.too_long": _("At most %(limit)s characters are read."),
    "table.file.too_large": _("At most %(limit_mb)s MB are read."),
    "table.file.too_large_unpacked": _("At most %(limit_mb)s MB are read."),
    "table.archive.too_many_members": _("At most %(limit)s files are read."),
}

# Said beside the button; chosen by the rule and, where it has one, by the word in facts["differs"] or ["together"].
RULE_HINTS: dict[str, str] = {
    "roster.class.unknown:case": _("The file has %(fix)s. Only the letter’s size differs."),
    "roster.class.unknown:spelling": _("The file has %(fix)s. Only spaces or dashes differ."),
    "roster.class.spelling:case": _("Most rows have %(fix)s. Only the letter’s size differs."),
    "roster.class.spelling:spelling": _("Most rows have %(fix)s. Only spaces or dashes differ."),
    "roster.person.unknown:case": _("The file has %(fix)s. Only the letter’s size differs."),
    "roster.person.unknown:spelling": _("The file has %(fix)s. Only spaces or dashes differ."),
    "roster.org.unknown:case": _("The file has %(fix)s. Only the letter’s size differs."),
    "roster.org.unknown:spelling": _("The file has %(fix)s. Only spaces or dashes differ."),
    "roster.date.two_ways:day": _("The other %(others)s dates of this file have the day first."),
    "roster.date.two_ways:month": _("The other %(others)s dates of this file have the month first."),
    "roster.date.two_ways:none": _("No other date of this file tells which comes first."),
}

# The button that accepts the proposal for every finding of a group, by count.
RULE_FIXES: dict[str, tuple[str, str]] = {
    "roster.class.unknown": ngettext("Use %(fix)s", "Use %(fix)s for all %(count)s"),
    "roster.class.spelling": ngettext("Use %(fix)s", "Use %(fix)s for all %(count)s"),
    "roster.person.unknown": ngettext("Use %(fix)s", "Use %(fix)s for all %(count)s"),
    "roster.org.unknown": ngettext("Use %(fix)s", "Use %(fix)s for all %(count)s"),
    "roster.session.unknown": ngettext("Use %(fix)s", "Use %(fix)s for all %(count)s"),
    "roster.date.two_ways:day": ngettext("Day first", "Day first for all %(count)s"),
    "roster.date.two_ways:month": ngettext("Month first", "Month first for all %(count)s"),
    "table.cell.hidden_character": ngettext("Take the characters out", "Take the characters out of all %(count)s"),
}

# The button for a finding that a person may call right as it is; the others need a corrected file or value.
RULE_ACCEPTS: dict[str, tuple[str, str]] = {
    "roster.enrolment.two_schools": ngettext("Agreed part-time", "Agreed part-time for all %(count)s"),
    "roster.code.birth_date_differs": ngettext(
        "Keep the date of the file", "Keep the date of the file for all %(count)s"
    ),
    "roster.field.not_yes_or_no": ngettext("Read it as empty", "Read all %(count)s as empty"),
    "roster.person.perhaps_known": ngettext("This is another person", "All %(count)s are other people"),
    "roster.role.missing": ngettext("Bring in as a guardian", "Bring in all %(count)s as guardians"),
}


def words(table: dict[str, str], rule: str, variant: str = "") -> str:
    """Return the text for a rule, its variant first; empty when there is none."""
    return table.get(f"{rule}:{variant}") or table.get(rule, "")
