"""The family's side of a plan: paper or link, apply, ask, object, withdraw, own words, close a link."""

from __future__ import annotations

import hashlib
import secrets
from datetime import date
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from mugur.access import links
from mugur.access.action import action
from mugur.access.crypt import seal, unseal
from mugur.access.models import Link
from mugur.access.who import Who
from mugur.lib.errors import BadInput, RuleBroken
from mugur.people.models import Consent, Document, Person
from mugur.people.queries import guardianships
from mugur.prevention import links_plan
from mugur.prevention.access import family
from mugur.prevention.access import plan as access
from mugur.prevention.models import PlanVersion, Signal, SupportPlan
from mugur.prevention.queries import plan_content
from mugur.prevention.rules import paper
from mugur.prevention.rules import plan as rules
from mugur.prevention.states import plan as states

V = PlanVersion.State


def _keep_file(person_id: int, data: bytes) -> tuple[str, str]:
    """Seals a paper under a random name; returns the name and the key's short name."""
    name = secrets.token_hex(20)
    kid, sealed = seal("files_kek", data, bound_to=f"document|{person_id}|{name}")
    folder = Path(settings.FILES)
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / name
    target.touch(mode=0o600)
    target.write_bytes(sealed)
    return name, kid


def open_file(document: Document) -> bytes:
    """The paper itself, unsealed; what was moved to another name does not open."""
    sealed = (Path(settings.FILES) / document.stored).read_bytes()
    bound = f"document|{document.person_id}|{document.stored}"
    return unseal("files_kek", document.kid, sealed, bound_to=bound)


@action(access.WRITE, audit="prevention.application.paper_added")
def add_paper(
    version: PlanVersion, *, by: Who, on: date, name: str, data: bytes, signer: Person, signed_on: date
) -> PlanVersion:
    """A signed application on paper: checked, made inert, sealed; it holds for what the version says now."""
    if version.state not in states.WRITABLE:
        raise RuleBroken("prevention.version_fixed")
    if signed_on > on:
        raise RuleBroken("prevention.paper_day")
    _may_sign(version, signer, signed_on)
    try:
        kept = paper.check(name, data)
    except paper.NotTaken as no:
        raise BadInput(f"prevention.paper.{no.code}") from no
    stored, kid = _keep_file(version.person_id, kept.data)
    document = Document(
        person_id=version.person_id,
        org_path=version.org_path,
        kind="application",
        name="application",
        size=len(kept.data),
        media_type=kept.media_type,
        sha256=hashlib.sha256(kept.data).hexdigest(),
        stored=stored,
        kid=kid,
        state="checked",
        account_id=by.account_id,
    )
    document.save()
    signed_as = "learner" if signer.pk == version.person_id else "guardian"
    _apply(version, signer_id=signer.pk, signed_as=signed_as, method="paper", on=signed_on, document=document)
    return version


def _may_sign(version: PlanVersion, signer: Person, on: date) -> None:
    adult = version.person.is_adult_on(on)
    if signer.pk == version.person_id and adult:
        return
    if not guardianships(version.person, on=on).filter(guardian=signer, may_sign=True).exists():
        raise RuleBroken("prevention.not_yours_to_sign")


def _apply(
    version: PlanVersion, *, signer_id: int, signed_as: str, method: str, on: date, comment: str = "",
    document: Document | None = None,
) -> Consent:  # fmt: skip
    """Binds an application to what the version says at this moment."""
    given = Consent(
        person_id=version.person_id, org_path=version.org_path, purpose="plan", answer="agree", signer_id=signer_id,
        signed_as=signed_as, method=method, about=plan_content.about(version), comment=comment,
        text_hash=rules.terms_mark(plan_content.read_one(version).content),
        document=document, given_on=on, until=version.plan.ends,
    )  # fmt: skip
    given.save()
    version.application = given
    version.save()
    return given


@action(access.ISSUE, audit="prevention.plan.link_issued")
def issue_link(plan: SupportPlan, *, by: Who, on: date, receiver: Person, address: str, mail: bool) -> str:
    """A link for one guardian, or for the learner; the address is told once. Older ones of the same person end."""
    own = receiver.pk == plan.person_id
    if not own and not guardianships(plan.person, on=on).filter(guardian=receiver, may_view=True).exists():
        raise RuleBroken("prevention.no_guardian")
    kind = links_plan.LEARNER_PLAN if own else links_plan.GUARDIAN_PLAN
    language = receiver.language or plan.person.language or "en"
    _link, token = links.issue(
        kind, person_id=plan.person_id, org_path=plan.org_path, subject=plan.uuid, language=language, by=by, on=on,
        recipient_id=receiver.pk,
    )  # fmt: skip
    made = address.replace("TOKEN", token)
    if mail and receiver.email:
        _send(receiver.email, language, made)
    return made


@action(access.ISSUE_SIGNAL, audit="prevention.signal.link_issued")
def issue_signal_link(signal: Signal, *, by: Who, on: date, receiver: Person, address: str, mail: bool) -> str:
    """A link by which one guardian reads what was noticed and may object."""
    if signal.state == Signal.State.OPEN and signal.objected_on is None:
        raise RuleBroken("prevention.signal_not_answered")
    if not guardianships(signal.person, on=on).filter(guardian=receiver, may_view=True).exists():
        raise RuleBroken("prevention.no_guardian")
    language = receiver.language or signal.person.language or "en"
    _link, token = links.issue(
        links_plan.GUARDIAN_SIGNAL, person_id=signal.person_id, org_path=signal.org_path, subject=signal.uuid,
        language=language, by=by, on=on, recipient_id=receiver.pk,
    )  # fmt: skip
    made = address.replace("TOKEN", token)
    if mail and receiver.email:
        _send(receiver.email, language, made)
    return made


def mail_text(address: str) -> tuple[str, str]:
    """Subject and text of the mail: no name, no ground, nothing to be guessed from; only the link."""
    subject = _("A message from the school waits for you")
    text = _(
        "The school has a page for you to read and answer. It opens with this link, for 14 days, without an account:"
        "\n\n%(address)s\n\nOpening it decides nothing. If this is not meant for you, delete this message."
    ) % {"address": address}
    return subject, text


def _send(to: str, language: str, address: str) -> None:
    """Sends the mail once everything is written; nothing of the plan is in it."""
    with translation.override(language):
        subject, text = mail_text(address)
    transaction.on_commit(lambda: EmailMessage(subject, text, to=[to]).send(fail_silently=True))


def _signed_as(by: Who, person_id: int) -> str:
    assert by.link is not None
    return "learner" if by.link.purpose == family.LEARNER_PLAN or by.link.recipient_id == person_id else "guardian"


@action(family.ANSWER, audit="prevention.application.answered")
def answer(version: PlanVersion, *, by: Who, on: date, answer: str, words: str) -> Consent:
    """The family's answer by link: ``agree`` is the typed name and spends the link; the others do not."""
    assert by.link is not None
    if version.state not in states.BEING_AGREED or str(version.plan.uuid) != by.link.subject:
        raise RuleBroken("prevention.version_state", now=version.state)
    if not words.strip():
        raise RuleBroken("prevention.reason_missing")
    signed_as = _signed_as(by, version.person_id)
    signer_id = by.link.recipient_id or version.person_id
    if answer == "agree":
        if plan_content.applied(version, plan_content.read_one(version).content):
            raise RuleBroken("prevention.already_answered")
        kind = links_plan.LEARNER_PLAN if by.link.purpose == family.LEARNER_PLAN else links_plan.GUARDIAN_PLAN
        links.spend(by, kind)
        return _apply(
            version, signer_id=signer_id, signed_as=signed_as, method="link", on=on, comment=words.strip()[:120]
        )
    said = Consent(
        person_id=version.person_id,
        org_path=version.org_path,
        purpose="plan",
        answer=answer,
        signer_id=signer_id,
        signed_as=signed_as,
        method="link",
        about=plan_content.about(version),
        comment=words.strip()[:2000],
        given_on=on,
    )
    said.save()
    return said


@action(family.WITHDRAW, audit="prevention.application.withdrawn")
def withdraw(consent: Consent, *, by: Who, on: date) -> Consent:
    """The family withdraws an application: what is being agreed ends, what is in force is suspended."""
    assert by.link is not None
    if consent.answer != "agree" or consent.signer_id != (by.link.recipient_id or consent.person_id):
        raise RuleBroken("prevention.not_yours_to_sign")
    if consent.withdrawn_on is not None:
        raise RuleBroken("prevention.already_withdrawn")
    consent.withdrawn_on = on
    consent.save()
    for version in PlanVersion.objects.select_for_update().filter(application=consent).select_related("plan"):
        _after_withdrawal(version)
    return consent


def _after_withdrawal(version: PlanVersion) -> None:
    if version.state in states.SUBMITTED:
        states.move(version, V.DRAFT)
        version.hash, version.due_on, version.exceptions = "", None, []
        version.save()
    plan = version.plan
    if version.state == V.APPROVED and plan.state == SupportPlan.State.IN_FORCE:
        states.move(plan, SupportPlan.State.SUSPENDED)
        plan.reason = "application withdrawn"
        plan.save()


@action(family.WORDS, audit="prevention.version.own_words")
def own_words(version: PlanVersion, *, by: Who, on: date, words: str) -> PlanVersion:
    """The learner writes the own words into the version that is being written."""
    if version.state not in states.WRITABLE:
        raise RuleBroken("prevention.version_fixed")
    version.learner_words = words.strip()[:2000]
    version.save()
    return version


@action(family.NOT_ME, audit="prevention.link.not_me")
def not_me(link: Link, *, by: Who, on: date) -> Link:
    """Whoever says "this is not meant for me" closes the link at once."""
    link.revoked_on = on
    link.save()
    return link
