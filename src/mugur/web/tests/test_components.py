"""The parts of pages: what they write, what they escape, and that none of them carries a style."""

import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.template import engines
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import timezone, translation

import mugur.web
from mugur.web.charts.levels import Step
from mugur.web.charts.money import Bullet, Money, Split
from mugur.web.charts.path import Event, Kind, PathFacts, SchoolYear
from mugur.web.charts.signal import SignalFacts, SignalWeek

EVIL = "<b onclick='x'>&"
ESCAPED = "&lt;b onclick=&#x27;x&#x27;&gt;&amp;"
DAY = date(2026, 11, 13)
WEB = Path(mugur.web.__file__).parent


def written(source: str, **context: Any) -> str:
    """The markup of a piece of template."""
    return str(engines["django"].from_string("{% load mugur %}" + source).render(context))


def flat(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text)).strip()


# ------------------------------------------------------------------ filters


@pytest.mark.parametrize(
    ("source", "english", "latvian"),
    [
        ("{{ d|day }}", "13 November 2026", "2026. gada 13. novembris"),
        ("{{ d|day_short }}", "13 Nov", "13. nov."),
        ("{{ d|weekday_day }}", "Fri 13 Nov", "piektd., 13. nov."),
        ("{{ d|until }}", "until 13 November", "līdz 13. novembrim"),
        ("{{ n|number }}", "1,265", "1\u00a0265"),
        ("{{ c|money:'EUR' }}", "€1,234.50", "1\u00a0234,50\u00a0EUR"),
        ("{{ s|percent }}", "85%", "85\u00a0%"),
        ("{{ m|duration }}", "5\u00a0h\u00a030\u00a0min", "5\u00a0h\u00a030\u00a0min"),
        ("{{ t|in_language }}", "Talk", "Saruna"),
    ],
)
def test_filters_write_in_the_readers_language(source: str, english: str, latvian: str) -> None:
    given = {"d": DAY, "n": 1265, "c": 123450, "s": 0.85, "m": 330, "t": {"en": "Talk", "lv": "Saruna"}}
    for language, text in (("en", english), ("lv", latvian)):
        with translation.override(language):
            assert written(source, **given) == text


def test_what_is_missing_is_a_dash_or_nothing() -> None:
    assert written("{{ x|number }}{{ x|money }}{{ x|percent }}{{ x|duration }}", x=None) == "––––"
    assert written("{{ x|day }}{{ x|until }}{{ x|clock }}{{ x|full_name }}", x=None) == ""
    assert written("{{ a|day_to:b }}", a=DAY, b=None) == "13 Nov 2026"


def test_moments_are_told_in_the_zone_of_the_reader() -> None:
    moment = datetime(2026, 11, 13, 22, 30, tzinfo=UTC)
    with timezone.override("Europe/Riga"), translation.override("en"):
        assert written("{{ m|clock }} {{ m|day_short }}", m=moment) == "00:30 14 Nov"


# ------------------------------------------------------------------ words


def test_words_from_people_are_escaped_everywhere() -> None:
    sources = [
        "{% crumbs x '/a' x '' %}",
        "{% head title=x lead=x %}{{ x }}{% endhead %}",
        "{% panel title=x aside=x %}{{ x }}{% endpanel %}",
        "{% chip x %}",
        "{% note by=x %}{{ x }}{% endnote %}",
        "{% access_box text=x url=x %}",
        "{% choice name='a' value=x title=x hint=x %}{{ x }}{% endchoice %}",
        "{% presence name='p' title=x detail=x %}",
        "{% empty title=x text=x url=x action=x %}",
        "{% table caption=x %}<tbody><tr><td>{{ x }}</td></tr></tbody>{% endtable %}",
        "{% save_bar text=x %}{{ x }}{% endsave_bar %}",
    ]
    for source in sources:
        made = written(source, x=EVIL)
        assert "<b onclick" not in made, source
        assert ESCAPED in made, source


def test_crumbs_end_where_the_reader_is() -> None:
    made = written("{% crumbs trail %}", trail=[("My work", "/work"), ("Signal", "/here")])
    assert '<a href="/work">My work</a>' in made
    assert "/here" not in made
    assert 'aria-current="page">Signal' in made


def test_the_head_says_lateness_in_words_and_keeps_an_empty_side_away() -> None:
    made = written(
        "{% head title='T' meta=meta %} {% endhead %}",
        meta=[{"level": "act"}, ("Noticed", "Fri 13 Nov"), ("", "2 days late", True)],
    )
    assert flat(made) == "T act Noticed Fri 13 Nov 2 days late"
    assert 'class="mg-late">2 days late' in made
    assert "mg-row" not in made


def test_a_state_line_marks_where_the_thing_is() -> None:
    made = written(
        "{% states steps label='Plan' %}",
        steps=[("Written", "18 Nov", "done"), ("Head", "", "now"), ("In force", "", "")],
    )
    assert made.count('aria-current="step"') == 1
    assert flat(made) == "Written (done) 18 Nov Head In force"


def test_a_suppressed_cell_says_why() -> None:
    assert flat(written("{% hidden %}")) == "under 5"
    assert flat(written("{% hidden 'with' %}")) == "hidden with it"


def test_figures_say_whether_they_are_released() -> None:
    with translation.override("en"):
        assert flat(written("{% release on url='/rules' %}", on=DAY)) == "Released 13 Nov 2026 · how it is protected"
        assert flat(written("{% release on %}", on=None)) == "Not released yet"


def test_a_task_says_when_what_why_and_has_one_action() -> None:
    item = {
        "when": "2 days late", "day": DAY, "late": True, "subject": "Learner A. B.", "text": "answer a signal",
        "level": "act", "why": "Missed 19 lessons.", "url": "/a", "action": "Answer", "main": True,
    }  # fmt: skip
    made = written("{% task item %}", item=item)
    assert (
        flat(made) == "2 days late 13 Nov Learner A. B. – answer a signal act Missed 19 lessons. Answer : Learner A. B."
    )
    assert "data-variant" not in made
    assert 'data-variant="secondary"' in written("{% task item %}", item={**item, "main": False})


def test_a_log_takes_days_and_words() -> None:
    made = written("{% log entries %}", entries=[(DAY, "Signal", "17 lessons"), ("Since 6 Oct", "Group")])
    assert '<time datetime="2026-11-13">13 Nov</time>' in made
    assert flat(made) == "13 Nov Signal 17 lessons Since 6 Oct Group"


# ------------------------------------------------------------------ forms


class GoalForm(forms.Form):
    name = forms.CharField(label="Name of the goal", help_text="One sentence.")
    kind = forms.ChoiceField(label="Kind", choices=[("a", "Talk"), ("b", "Bus")], widget=forms.RadioSelect)
    note = forms.CharField(label="Note", required=False, widget=forms.Textarea)
    agree = forms.BooleanField(label="Seen.")


def test_every_error_is_tied_to_its_field() -> None:
    form = GoalForm({"name": "", "kind": "x"})
    made = written("{% errors form %}{% fields form %}", form=form)
    assert "3 things have to be put right" in made
    for target in ("id_name", "id_kind_0", "id_agree"):
        assert f'href="#{target}"' in made
        assert f'id="{target}"' in made
    assert 'aria-describedby="id_name_helptext id_name_error"' in made
    assert 'id="id_name_error"' in made
    assert "Seen: This field is required." in flat(made)


def test_a_form_without_errors_has_no_summary() -> None:
    assert written("{% errors form %}", form=GoalForm()).strip() == ""
    assert written("{% errors form other %}", form=GoalForm(), other=None).strip() == ""


def test_a_field_that_may_stay_empty_says_so() -> None:
    made = written("{% field form.note %}{% field form.name %}", form=GoalForm())
    assert flat(made).count("(may stay empty)") == 1


def test_radios_stand_in_a_fieldset_with_their_question() -> None:
    made = written("{% field form.kind %}", form=GoalForm({"kind": "b"}))
    assert "<fieldset" in made
    assert flat(made) == "Kind Talk Bus"
    assert re.search(r'value="b"[^>]*checked', made)


def test_an_answer_is_chosen_only_when_it_was_given() -> None:
    source = "{% choice name='r' value='yes' title='Yes' chosen=chosen %}{% endchoice %}"
    assert "checked" in written(source, chosen="yes")
    assert "checked" not in written(source, chosen=None)
    assert "checked" not in written(source, chosen="no")
    assert "more" not in written(source, chosen="yes")


def test_nobody_is_present_by_default() -> None:
    assert "checked" not in written("{% presence name='p' title='A' %}")
    off = written("{% presence name='p' title='A' off='Plan not approved yet.' url='/why' %}")
    assert "<input" not in off
    assert flat(off) == "A Plan not approved yet. Why : A"


def test_a_number_can_be_given_without_script() -> None:
    made = written("{% stepper name='minutes' label='Minutes' value=60 %}")
    assert 'type="number"' in made
    assert made.count("js-only") == 2


# ------------------------------------------------------------------ pictures and tables


def test_a_chart_has_its_legend_and_its_table() -> None:
    from mugur.web.charts import spoken

    facts = SignalFacts((SignalWeek("46", 6, 17), SignalWeek("47", 4, 19)), 8, 16)
    with translation.override("en"):
        made = written("{% chart p open=True %}", p=spoken.signal(facts, title="Lessons", each="Week", together="Four"))
    assert "<svg" in made
    assert "The same as a table" in made
    assert "watch from 8" in made
    assert '<details class="mg-more" open>' in made


def test_the_list_of_a_path_has_the_ids_its_marks_lead_to() -> None:
    from mugur.web.charts import spoken

    event = Event(Kind.RESULT, date(2026, 10, 1), mark="Done", strong="Review.", what=EVIL, who="Head", result="2 of 2")
    facts = PathFacts(date(2026, 9, 1), date(2026, 12, 1), DAY, (SchoolYear(date(2026, 9, 1), "2026/27"),), (event,))
    made = written("{% chart p table=False %}{% path_list p %}", p=spoken.path(facts, title="Path"))
    assert 'href="#e1"' in made
    assert '<tr id="e1">' in made
    assert "<b onclick" not in made


def test_money_that_is_not_published_is_said_and_never_guessed() -> None:
    given = Money(Split(8500, 1500, known=False), None, None)
    made = written("{% money_bars m 'RON' %}", m=given)
    assert flat(made).count("not in the published record") == 2
    assert "National and own" in made
    assert "85.00%" in made


def test_money_by_who_pays_sums_to_the_whole() -> None:
    made = flat(written("{% money_bars m 'EUR' %}", m=Money(Split(8500, 1000, 500), Split(850, 100, 50), None)))
    assert "National 10.00% 10.00 1.00 –" in made
    assert "Together 100.00% 100.00 10.00 –" in made


def test_a_funnel_names_what_is_lost_and_hides_what_is_few() -> None:
    made = written("{% funnel steps label='Way' %}", steps=[Step("Seen", 100, "all"), Step("Left", None, "too few")])
    assert flat(made) == "Seen 100 all Left hidden too few"


def test_a_bullet_under_five_says_only_that() -> None:
    few = Bullet("Qualified", "EECR03", 121, 240, 3, 96, missing_hidden=True)
    assert flat(written("{% bullet b %}", b=few)) == "Qualified EECR03 121 of 240 under 5 missing"


def test_progress_asks_again_only_with_an_address() -> None:
    asks = written("{% progress done=868 total=1284 text='t' label='Checked' url='/job' %}")
    assert 'hx-get="/job"' in asks
    assert 'aria-valuenow="68"' in asks
    assert "hx-get" not in written("{% progress done=0 total=0 text='t' label='Checked' %}")


def test_findings_show_their_rows_and_the_one_fix() -> None:
    row = {"file": "users.csv", "row": 41, "column": "identifier", "value": EVIL, "proposed": "ask the school"}
    group = {"count": 3, "title": "The code is not right", "rule": "r", "rows": [row], "more": 2, "fix": "Ask."}
    made = written("{% finding group open=True %}<button>Fix all</button>{% endfinding %}", group=group)
    assert "and 2 more rows" in made
    assert "<button>Fix all</button>" in made
    assert "<b onclick" not in made


# ------------------------------------------------------------------ shell

SHELLS = ["web/base.html", "web/public_base.html", "web/link_base.html", "web/refusal.html", "web/print_base.html"]


@pytest.mark.parametrize("name", SHELLS)
def test_a_shell_speaks_the_language_and_names_the_union(name: str) -> None:
    request = RequestFactory().get("/here/", {"page": "2"})
    with translation.override("lv"):
        made = engines["django"].get_template(name).template.render(_context(request))
    assert '<html lang="lv"' in made
    assert 'id="main"' in made
    assert "Emblem" in made or "emblēma" in made.lower()


def _context(request: Any) -> Any:
    from django.template import Context

    given = {"request": request, "nav": [("My work", "/work/", True)], "demo_day": DAY, "status": 404, "code": "a.b"}
    return Context(given)


def test_the_language_switch_is_five_links_that_keep_the_rest_of_the_address() -> None:
    request = RequestFactory().get("/here/", {"page": "2"})
    with translation.override("sv"):
        made = written("{% languages %}", request=request)
    assert made.count("hreflang=") == 5
    assert 'href="/here/?page=2&amp;language=lv"' in made
    assert re.search(r'hreflang="sv"[^>]*aria-current="true"', made)


def test_a_letter_by_link_has_no_navigation_and_no_requests_of_its_own() -> None:
    made = engines["django"].get_template("web/link_base.html").template.render(_context(RequestFactory().get("/l/")))
    assert "My work" not in made
    assert "htmx.min" not in made
    assert 'content="strict-origin"' in made


@pytest.mark.parametrize("status", [403, 404, 409, 422, 429, 500])
def test_a_refusal_says_what_to_do(status: int) -> None:
    made = render_to_string("web/refusal.html", {"status": status, "text": "Text.", "reference": "r-1", "code": "a.b"})
    assert "What you can do" in made
    assert "Text." in made
    assert "r-1" in made


def test_no_template_or_style_sheet_breaks_the_content_policy() -> None:
    for file in WEB.rglob("*.html"):
        source = file.read_text()
        assert not re.search(r"\sstyle=", source), file
        assert not re.search(r"<script(?![^>]*\ssrc=)", source), file
        assert not re.search(r"\son[a-z]+=", source), file
        assert "|safe" not in source, file


def test_our_style_sheets_name_no_colour_of_their_own() -> None:
    for name in ("base.css", "components.css", "charts.css"):
        source = (WEB / "static/web" / name).read_text()
        assert not re.search(r"#[0-9a-fA-F]{3,8}\b", re.sub(r"url\(#[\w-]+\)", "", source)), name
        assert len(source.splitlines()) < 400, name
