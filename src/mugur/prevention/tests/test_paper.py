"""Uploads of papers: an allow-list by content, made inert, sealed on disk, served only through a right."""

from __future__ import annotations

import hashlib
import io
import os
import zlib
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidTag
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image
from tests.builders import DAY, an_account, sign_in, the_world

from mugur.lib.errors import BadInput, RuleBroken
from mugur.people.models import Document
from mugur.prevention.actions import application
from mugur.prevention.rules import paper
from mugur.prevention.tests.plan_world import PlanWorld, a_plan_world

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def picture(kind: str, size: tuple[int, int] = (40, 30), **more: Any) -> bytes:
    out = io.BytesIO()
    Image.effect_noise(size, 60).convert("RGB").save(out, kind, **more)
    return out.getvalue()


@pytest.mark.parametrize("name,data", [("a.pdf", PDF), ("a.PNG", picture("PNG")), ("a.jpeg", picture("JPEG")),
                                       ("a.jpg", picture("JPEG", progressive=True))])  # fmt: skip
def test_what_is_taken(name: str, data: bytes) -> None:
    assert paper.check(name, data).data


HOSTILE = {
    "svg as png": ("a.png", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "kind"),
    "html": ("a.html", b"<html><script>alert(1)</script>", "kind"),
    "office": ("a.docm", b"PK\x03\x04", "kind"),
    "eicar": ("a.pdf", b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*", "kind"),
    "pdf named as picture": ("a.png", PDF, "name"),
    "picture named as pdf": ("a.pdf", picture("PNG"), "name"),
    "pdf with a script": ("a.pdf", PDF.replace(b"/Pages", b"/OpenAction<</S/JavaScript/JS(x)>>/Pages"), "acts"),
    "pdf with a script in hex": ("a.pdf", PDF.replace(b"/Pages", b"/A<</S/J#61vaScript>>/Pages"), "acts"),
    "pdf that launches": ("a.pdf", PDF.replace(b"/Pages", b"/A<</S/Launch/F(cmd.exe)>>/Pages"), "acts"),
    "pdf with a file inside": ("a.pdf", PDF.replace(b"/Pages", b"/Names<</EmbeddedFiles 3 0 R>>/Pages"), "acts"),
    "pdf with a packed script": (
        "a.pdf",
        PDF.replace(
            b"trailer",
            b"3 0 obj<</Type/ObjStm>>stream\n" + zlib.compress(b"<</S/JavaScript>>") + b"\nendstream\ntrailer",
        ),
        "acts",
    ),
    "pdf bomb": (
        "a.pdf",
        PDF.replace(b"trailer", b"stream\n" + zlib.compress(b"0" * 60_000_000) + b"\nendstream trailer"),
        "too_big",
    ),
    "locked pdf": ("a.pdf", PDF.replace(b"/Root", b"/Encrypt 4 0 R/Root"), "acts"),
    "cut pdf": ("a.pdf", PDF[:40], "broken"),
    "cut png": ("a.png", picture("PNG")[:-20], "broken"),
    "cut jpeg": ("a.jpg", picture("JPEG")[:-200], "broken"),
    "png with a false sum": ("a.png", picture("PNG").replace(b"IDAT", b"IDAU"), "broken"),
    "pixel flood": (
        "a.png",
        picture("PNG")[:8]
        + b"\0\0\0\rIHDR"
        + (head := b"\0\0\xff\xff\0\0\xff\xff\x08\x02\0\0\0")
        + zlib.crc32(b"IHDR" + head).to_bytes(4, "big"),
        "too_big",
    ),
    "too many bytes": ("a.pdf", PDF[:-6] + b"x" * (15 * 1024 * 1024) + b"%%EOF", "too_big"),
    "nothing": ("a.pdf", b"", "kind"),
}


@pytest.mark.parametrize("which", sorted(HOSTILE))
def test_what_is_not_taken(which: str) -> None:
    name, data, code = HOSTILE[which]
    with pytest.raises(paper.NotTaken) as refused:
        paper.check(name, data)
    assert refused.value.code == code


def test_a_picture_loses_everything_but_the_picture() -> None:
    exif = Image.Exif()
    exif[0x010F] = "SECRET-CAMERA"
    for kind, name in (("JPEG", "a.jpg"), ("PNG", "a.png")):
        data = picture(kind, exif=exif) + b"PK\x03\x04<script>POLYGLOT</script>"
        kept = paper.check(name, data).data
        assert b"SECRET-CAMERA" not in kept and b"POLYGLOT" not in kept
        assert Image.open(io.BytesIO(kept)).tobytes() == Image.open(io.BytesIO(data)).tobytes()


@pytest.mark.django_db
class TestKept:
    @pytest.fixture
    def world(self, tmp_path: Path, settings: Any) -> PlanWorld:
        settings.FILES = tmp_path / "files"
        settings.MUGUR_DAY = DAY.isoformat()
        return a_plan_world()

    def add(self, world: PlanWorld, **more: Any) -> Document:
        version = world.open()
        fields = {"name": "signed.pdf", "data": PDF, "signer": world.guardian, "signed_on": DAY, **more}
        world.do(world.teacher, application.add_paper, version, **fields)
        with the_world():
            return Document.objects.get(person=world.learner)

    def test_it_lies_sealed_under_a_random_name(self, world: PlanWorld, settings: Any) -> None:
        document = self.add(world)
        stored = settings.FILES / document.stored
        assert b"%PDF" not in stored.read_bytes() and oct(stored.stat().st_mode)[-3:] == "600"
        assert document.sha256 == hashlib.sha256(PDF).hexdigest() and application.open_file(document) == PDF
        other = settings.FILES / ("0" * 40)
        os.rename(stored, other)
        document.stored = other.name
        with pytest.raises(InvalidTag):
            application.open_file(document)

    def test_it_is_an_application_for_exactly_this_text(self, world: PlanWorld) -> None:
        self.add(world)
        given = world.newest().application
        assert given is not None and (given.method, given.signer_id, given.document_id is not None) == (
            "paper",
            world.guardian.pk,
            True,
        )

    def test_no_paper_is_signed_on_a_day_to_come(self, world: PlanWorld) -> None:
        with pytest.raises(RuleBroken, match="paper_day"):
            self.add(world, signed_on=DAY + timedelta(days=1))

    def test_only_who_may_sign_signs(self, world: PlanWorld) -> None:
        stranger = a_plan_world().guardian
        with pytest.raises(RuleBroken, match="not_yours_to_sign"):
            self.add(world, signer=stranger)
        version = world.newest()
        with pytest.raises(RuleBroken, match="not_yours_to_sign"):
            world.do(
                world.teacher,
                application.add_paper,
                version,
                name="a.pdf",
                data=PDF,
                signer=world.learner,
                signed_on=DAY,
            )

    def test_a_hostile_file_leaves_nothing(self, world: PlanWorld, settings: Any) -> None:
        with pytest.raises(BadInput, match="prevention.paper.kind"):
            self.add(world, data=b"<svg/>")
        assert not settings.FILES.exists() or not list(settings.FILES.iterdir())

    def test_it_is_served_as_a_file_only_through_the_right(self, world: PlanWorld, client: Any) -> None:
        document = self.add(world)
        url = reverse("prevention:paper", args=[document.uuid])
        sign_in(client, world.teacher)
        answer = client.get(url)
        assert answer.content == PDF and answer["Content-Disposition"].startswith("attachment")
        assert (
            answer["X-Content-Type-Options"] == "nosniff"
            and answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
        )
        sign_in(client, world.town)
        assert client.get(url).status_code == 404
        with the_world():
            stranger = an_account(("head", "lv.aiz.vs."))
        sign_in(client, stranger)
        assert client.get(url).status_code == 404

    def test_the_form_says_what_is_wrong_and_keeps_nothing(self, world: PlanWorld, client: Any) -> None:
        version = world.open()
        sign_in(client, world.teacher)
        url = reverse("prevention:plan_paper", args=[version.uuid])
        bad = SimpleUploadedFile("a.pdf", b"MZ\x90")
        answer = client.post(url, {"paper": bad, "signer": world.guardian.pk, "signed_on": DAY.isoformat()})
        assert answer.status_code == 422 and "Only PDF, JPEG and PNG are taken" in answer.content.decode()
        good = SimpleUploadedFile("../../etc/a.pdf", PDF)
        assert (
            client.post(url, {"paper": good, "signer": world.guardian.pk, "signed_on": DAY.isoformat()}).status_code
            == 302
        )
