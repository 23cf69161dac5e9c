"""The words of findings about attendance, marks and incidents; the words of files and tables are the roster's."""

from __future__ import annotations


def _(text: str) -> str:
    """Mark a text for extraction."""
    return text


RULE_TEXTS: dict[str, str] = {
    "facts.file.unknown": _("The file is neither attendance, nor marks, nor incidents"),
    "facts.column.missing": _("A column is missing"),
    "facts.column.unknown": _("%(file)s has a column %(column)s. Mugur does not keep it; it was not read."),
    "facts.field.empty": _("Something is missing that must be there"),
    "facts.learner.unknown": _("The learner does not exist"),
    "facts.learner.elsewhere": _("The learner was not at your school on this day"),
    "facts.learner.not_a_text": _("The learner’s id is not right"),
    "facts.personal_code.not_a_text": _("The personal code is not right"),
    "facts.day.not_a_day": _("This is not a date"),
    "facts.day.in_the_future": _("The day has not come yet"),
    "facts.day.no_school": _("There is no school on this day"),
    "facts.day.too_many_lessons": _("So many lessons do not fit into a day"),
    "facts.day.and_week": _("A row is about a day or about a week, not both"),
    "facts.week.not_a_week": _("This is not a week"),
    "facts.lessons_possible.not_a_count": _("This is not a number of lessons"),
    "facts.lessons_excused.not_a_count": _("This is not a number of lessons"),
    "facts.lessons_unexcused.not_a_count": _("This is not a number of lessons"),
    "facts.lessons_late.not_a_count": _("This is not a number of lessons"),
    "facts.absence.more_than_possible": _("More lessons are missed than there were"),
    "facts.late.more_than_attended": _("Late for more lessons than were attended"),
    "facts.subject.not_a_text": _("The subject is not right"),
    "facts.term.not_a_text": _("The term is not right"),
    "facts.mark.not_a_mark": _("This is not a mark"),
    "facts.mark.not_on_scale": _("The mark is not on its scale"),
    "facts.scale.not_a_text": _("The scale is not right"),
    "facts.scale.unknown": _("Mugur does not know this scale"),
    "facts.category.not_a_text": _("The category is not right"),
    "facts.category.unknown": _("Mugur does not know this category"),
    "facts.row.twice": _("The same fact stands twice"),
}

RULE_WHY: dict[str, str] = {
    "facts.day.not_a_day": _("Dates are year-month-day, or day.month.year with dots."),
    "facts.week.not_a_week": _("A week is written with its year, for example 2026-W47."),
    "facts.absence.more_than_possible": _("Excused and unexcused together are at most the lessons there were."),
    "facts.category.unknown": _("An incident is a day and a category; texts about learners do not come in by file."),
    "facts.scale.unknown": _("Scales are 1-10, 1-5 and A-F."),
    "facts.field.empty": _("Each row names a learner and a day or a week."),
}
