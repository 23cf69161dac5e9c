"""Pages of imports: send, look, answer, bring in; and learners whom a file no longer names."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mugur.access.models import Job
from mugur.access.reads import shown
from mugur.lib.errors import BadInput, RuleBroken
from mugur.web.pages import is_fragment, page

from . import access, actions
from .forms import CellForm, EncodingForm, MissingForm, SendForm
from .imports import pages, store, tables
from .models import ImportBatch, ImportFinding, MissingLearner
from .refusals import REFUSALS


def _language() -> str:
    return get_language() or "en"


def _to(batch: ImportBatch) -> HttpResponse:
    return redirect("people:import_batch", uuid=batch.uuid)


@require_GET
@page(access.IMPORT)
def imports(request: HttpRequest) -> HttpResponse:
    """All imports of one's bodies, and the form to send a file."""
    return _imports(request, SendForm(pages.sources(request.who)))


def _imports(request: HttpRequest, form: SendForm, status: int = 200) -> HttpResponse:
    asked = access.DECIDE_MISSING.reachable(request.who).filter(decision="").count()
    shape = {"form": form, "batches": pages.batches(request.who), "asked": asked, "language": _language()}
    rows = [(one, pages.kind_name(one, _language()), text, tone) for one, text, tone in shape["batches"]]  # type: ignore[attr-defined]
    return render(request, "people/imports.html", {**shape, "rows": rows}, status=status)


@require_POST
@page(access.IMPORT)
def import_send(request: HttpRequest) -> HttpResponse:
    """Takes a file, seals it, and reads it at once when it is small."""
    form = SendForm(pages.sources(request.who), request.POST, request.FILES)
    if not form.is_valid():
        return _imports(request, form, status=422)
    source, upload = form.cleaned_data["source"], form.cleaned_data["file"]
    actions.close_forgotten(source, by=request.who, on=request.today)
    total = hashlib.sha256()
    stored = store.keep(_hashed(upload, total))
    try:
        batch = actions.send(
            source, by=request.who, on=request.today, kind=form.cleaned_data["kind"], name=upload.name, stored=stored,
            sha256=total.hexdigest(), size=upload.size,
        )  # fmt: skip
        _check(request, batch)
    except BaseException:
        store.forget(stored)
        raise
    return _to(batch)


def _hashed(upload: UploadedFile, total: Any) -> Iterator[bytes]:
    for piece in upload.chunks():
        total.update(piece)
        yield piece


def _check(request: HttpRequest, batch: ImportBatch) -> None:
    if actions.at_once(batch):
        actions.check(batch, by=request.who, on=request.today)
    else:
        actions.ask(batch, by=request.who, on=request.today, what="check")


@require_GET
@page(access.SEE_BATCH, thing="uuid")
def import_batch(request: HttpRequest, batch: ImportBatch) -> HttpResponse:
    """One import: running, to be answered, brought in, or failed."""
    return _batch(request, batch)


def _batch(request: HttpRequest, batch: ImportBatch, status: int = 200, form: CellForm | None = None) -> HttpResponse:
    job = actions.job_of(batch)
    shape = pages.batch_page(batch, job, who=request.who, language=_language(), refused=_refused(job))
    context = {
        "page": shape, "refresh_seconds": 5 if shape.running else None, "cell_form": form,
        "encoding_form": EncodingForm(), "name": pages.kind_name(batch, _language()),
    }  # fmt: skip
    response = render(request, "people/import_batch.html", context, status=status)
    if is_fragment(request) and not shape.running:
        response.headers["HX-Refresh"] = "true"
    return response


def _refused(job: Job | None) -> str:
    text = REFUSALS.get(job.report.get("code", "")) if job is not None and job.report else None
    return str(text) if text else ""


@require_POST
@page(access.CHANGE_BATCH, thing="uuid")
def import_answer(request: HttpRequest, batch: ImportBatch) -> HttpResponse:
    """One answer for a group of findings, or for one cell; then the file is looked at again."""
    verb = request.POST.get("verb", "")
    mine = ImportFinding.objects.filter(batch=batch, decision="")
    value = ""
    if verb == "correct":
        form = CellForm(request.POST)
        if not form.is_valid():
            return _batch(request, batch, status=422, form=form)
        mine, value = mine.filter(pk=form.cleaned_data["finding"]), form.cleaned_data["value"].strip()
    else:
        level, _, rest = request.POST.get("group", "").partition("|")
        rule, _, together = rest.partition("|")
        mine = mine.filter(level=level, rule=rule)
        alone = Q(facts__together__isnull=True) | Q(facts__together="")
        mine = mine.filter(facts__together=together) if together else mine.filter(alone)
    found = list(mine)
    if not found:
        raise RuleBroken("people.import_state")
    batch = actions.answer(batch, by=request.who, on=request.today, verb=verb, findings=found, value=value)
    if verb != "leave":
        _check(request, batch)
    return _to(batch)


@require_POST
@page(access.CHANGE_BATCH, thing="uuid")
def import_encoding(request: HttpRequest, batch: ImportBatch) -> HttpResponse:
    """Reads the file again with the encoding that was chosen."""
    form = EncodingForm(request.POST)
    if not form.is_valid():
        raise BadInput("people.import_answer")
    encoding = form.cleaned_data["encoding"]
    _check(request, actions.choose_encoding(batch, by=request.who, on=request.today, encoding=encoding))
    return _to(batch)


@require_POST
@page(access.CHANGE_BATCH, thing="uuid")
def import_bring(request: HttpRequest, batch: ImportBatch) -> HttpResponse:
    """Brings in what can come in; a stop is confirmed by its own tick."""
    who, on = request.who, request.today
    reasons = frozenset(request.POST.getlist("confirm")) & {"leaving", "older"}
    if reasons:
        batch = actions.confirm(batch, by=who, on=on, reasons=reasons)
    if set(batch.report.get("stopped", ())) - reasons:
        raise RuleBroken("people.import_stopped")
    if actions.at_once(batch):
        actions.bring_in(batch, by=who, on=on)
    else:
        actions.ask(batch, by=who, on=on, what="bring")
    return _to(batch)


@require_POST
@page(access.CHANGE_BATCH, thing="uuid")
def import_again(request: HttpRequest, batch: ImportBatch) -> HttpResponse:
    """Looks at the file once more, after a failure on our side."""
    _check(request, batch)
    return _to(batch)


@require_POST
@page(access.CHANGE_BATCH, thing="uuid")
def import_close(request: HttpRequest, batch: ImportBatch) -> HttpResponse:
    """Ends the import; what waits stays out."""
    return _to(actions.close(batch, by=request.who, on=request.today))


@require_GET
@page(access.SEE_BATCH, thing="uuid")
def import_findings(request: HttpRequest, batch: ImportBatch, form: str) -> HttpResponse:
    """All findings as a table: file, row, column, value, rule, proposal."""
    rows = ImportFinding.objects.filter(batch=batch).order_by("level", "file", "row", "id")
    if form == "csv":
        body, kind = tables.as_csv(rows), "text/csv; charset=utf-8"
    else:
        body, kind = tables.as_workbook(rows), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    response = HttpResponse(body, content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="findings-{batch.day:%Y-%m-%d}.{form}"'
    return response


@require_GET
@page(access.DECIDE_MISSING)
def missing(request: HttpRequest) -> HttpResponse:
    """Learners whom the newest file does not name: their schools say what became of them."""
    rows = pages.missing_learners(request.who)
    shown([(one.person_id, one.org_path) for one, _ in rows])
    return render(request, "people/missing.html", {"rows": rows})


@require_http_methods(["GET", "POST"])
@page(access.DECIDE_MISSING, thing="uuid")
def missing_learner(request: HttpRequest, missing: MissingLearner) -> HttpResponse:
    """One learner: still here, went to another school, or left."""
    shown([(missing.person_id, missing.org_path)])
    form = MissingForm(request.POST or None, initial={"left_on": missing.since, "moved_on": missing.since})
    if request.method == "POST" and form.is_valid():
        try:
            actions.decide(missing, by=request.who, on=request.today, **form.answer())
        except RuleBroken as refused:
            form.add_error(None, str(REFUSALS[refused.code]) % refused.facts)
        else:
            return redirect(reverse("people:missing"))
    status = 422 if form.is_bound else 200
    return render(request, "people/missing_learner.html", {"missing": missing, "form": form}, status=status)
