"""Documents from delivery to decision: kept once, read, decided by people, made into things, found again."""

from __future__ import annotations

import html
import json
import re
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.urls import reverse

from liantu.audit.models import AuditEntry
from liantu.foundation.jobs.models import Job
from liantu.foundation.jobs.worker import Worker
from liantu.lib.problems import ProblemsError
from liantu.people.abilities import NotAllowed
from liantu.people.models import Membership, User, Zone
from liantu.sources.documents import actions, finding, reads
from liantu.sources.documents.corrections import correction_rows
from liantu.sources.documents.factories import NEWS, TALKS, VISIT, a_document
from liantu.sources.documents.folders import folder_of, read_folder
from liantu.sources.documents.models import Claim, Document, DocumentSource, Fact, WatchHit
from liantu.sources.documents.wiring import WIRING
from liantu.ui.wiring import Seen


def person(name: str, zone: Zone, role: str) -> User:
    """Somebody with a role."""
    user = User.objects.create(username=name, display_name=name)
    Membership.objects.create(user=user, zone=zone, role=role)
    return user


@pytest.fixture
def zone(db: None) -> Zone:
    """A zone."""
    return Zone.objects.create(code="yc", name="云川经开区", name_en="Yunchuan")


@pytest.fixture
def officer(zone: Zone) -> User:
    """Its investment officer."""
    return person("officer", zone, "promotion_officer")


@pytest.fixture
def observer(zone: Zone) -> User:
    """Somebody who may only look."""
    return person("observer", zone, "observer")


def fact_of(document: Document, kind: str, label: str = "") -> Fact:
    """The fact of a kind, with a label when there are several."""
    return next(fact for fact in document.facts.filter(kind=kind) if label in fact.label)


def test_a_page_becomes_its_articles_and_the_same_text_never_twice(zone: Zone, officer: User) -> None:
    page = f"{VISIT}\n云川经开区会见客商\n\n5月3日，云川市委书记高玉山会见甲禾集团董事长杜山一行，双方就合作事项进行了深入的交流。\n\n王云\n"
    first = actions.bring_text(zone, page, by=officer)
    again = actions.bring_text(zone, page, by=officer)
    assert [one.title for one in first] == ["云川经开区考察团 赴杭州考察洽谈", "云川经开区会见客商"]
    assert [one.pk for one in again] == [one.pk for one in first]
    assert Document.objects.count() == 2
    assert first[0].facts.exists()
    assert AuditEntry.objects.filter(verb="documents.brought").count() == 2


def test_nothing_and_too_much_are_refused(zone: Zone, officer: User, observer: User) -> None:
    with pytest.raises(ProblemsError, match="Paste a text"):
        actions.bring_text(zone, " \n ", by=officer)
    with pytest.raises(ProblemsError, match="longer"):
        actions.bring_text(zone, "字" * 2_000_001, by=officer)
    with pytest.raises(NotAllowed):
        actions.bring_text(zone, NEWS, by=observer)


def test_every_fact_shows_document_span_rule_and_reader(zone: Zone, officer: User) -> None:
    document = a_document(zone, officer)
    for fact in document.facts.all():
        assert fact.quote in document.text
        assert document.text[fact.start : fact.end]
        assert fact.rule
        assert fact.reader_version == document.reader_version != ""
    event = fact_of(document, "event")
    assert event.value["places"] == ["绍兴岚禾控股集团", "绍兴凤禾环保科技有限公司", "浙江未禾社区集团"]
    assert event.value["outcome"]["agreement_signed"] == "yes"


def test_a_newer_reader_never_overwrites_a_decision(zone: Zone, officer: User, monkeypatch: pytest.MonkeyPatch) -> None:
    document = a_document(zone, officer, NEWS)
    kept, wrong, gone = (fact_of(document, "figure", label) for label in ("4个", "32亿元", "3个"))
    actions.decide(kept, "accept", by=officer)
    actions.decide(wrong, "correct", by=officer, corrected={"value": "330000"})
    Fact.objects.filter(pk=kept.pk).update(value={"metric": "old"})
    Fact.objects.create(
        zone=zone,
        document=document,
        kind="figure",
        key="figure:x",
        label="x",
        start=0,
        end=1,
        quote="今",
        rule="old",
        reader_version="0",
    )
    monkeypatch.setattr("liantu.sources.documents.actions.VERSION", "later")
    assert actions.read_everything(zone) == 1
    kept.refresh_from_db()
    wrong.refresh_from_db()
    gone.refresh_from_db()
    assert (kept.state, kept.value) == ("accepted", {"metric": "old"})
    assert wrong.current["value"] == 330000
    assert wrong.value["value"] == 320000
    assert gone.state == "proposed"
    assert document.facts.get(key="figure:x").state == "gone"


def test_correcting_keeps_what_was_read_and_says_nothing_is_refused(zone: Zone, officer: User) -> None:
    document = a_document(zone, officer)
    project = fact_of(document, "project")
    with pytest.raises(ProblemsError, match="Nothing was changed"):
        actions.decide(project, "correct", by=officer, corrected={"name": project.value["name"]})
    fixed = actions.decide(
        project,
        "correct",
        by=officer,
        corrected={"name": "电网侧储能电站", "investors": "浙江未禾集团、甲禾集团", "stage": "signed"},
    )
    assert fixed.current["investors"] == ["浙江未禾集团", "甲禾集团"]
    assert fixed.current["stage"]["code"] == "signed"
    assert fixed.value["name"] == "电网侧储能项目"
    (row,) = correction_rows(zone)
    assert (row["read"]["name"], row["right"]["name"]) == ("电网侧储能项目", "电网侧储能电站")
    again = actions.decide(fixed, "reopen", by=officer)
    assert (again.state, again.corrected) == ("proposed", None)
    with pytest.raises(ProblemsError, match="Accept, correct or reject"):
        actions.decide(again, "burn", by=officer)


def test_a_claim_stays_unchecked_until_somebody_checked_it(zone: Zone, officer: User, observer: User) -> None:
    document = a_document(zone, officer, TALKS)
    use = actions.use_fact(fact_of(document, "claim"), "claim", by=officer)
    claim = Claim.objects.get()
    assert (claim.state, claim.said, claim.about) == ("unchecked", "6MW", "微风发电示范项目")
    assert actions.use_fact(fact_of(document, "claim"), "claim", by=officer).pk == use.pk
    with pytest.raises(ProblemsError) as told:
        actions.check_claim(claim, "maybe", " ", by=officer)
    assert [one.code for one in told.value.problems] == ["no_such_state", "no_check_note"]
    with pytest.raises(NotAllowed):
        actions.check_claim(claim, "confirmed", "x", by=observer)
    assert actions.check_claim(claim, "confirmed", "看过可研报告", by=officer).checked_by == officer
    with pytest.raises(ProblemsError, match="made of this fact already"):
        actions.decide(claim.fact, "reject", by=officer)


def test_what_is_rejected_becomes_nothing(zone: Zone, officer: User) -> None:
    claim = fact_of(a_document(zone, officer, TALKS), "claim")
    actions.decide(claim, "reject", by=officer)
    with pytest.raises(ProblemsError, match="rejected"):
        actions.use_fact(claim, "claim", by=officer)
    with pytest.raises(ProblemsError, match="cannot be made"):
        actions.use_fact(claim, "visit", by=officer)


def test_other_zones_and_confidential_papers_stay_unseen(zone: Zone, officer: User, observer: User) -> None:
    other = Zone.objects.create(code="qt", name="其他区", name_en="Other")
    stranger = person("stranger", other, "promotion_officer")
    document = a_document(zone, officer, confidential=True)
    assert not reads.documents_of(stranger, zone).exists()
    assert not reads.documents_of(observer, zone).exists()
    assert finding.find(observer, zone, "储能") == []
    assert reads.documents_of(officer, zone).get() == document
    client = Client()
    client.force_login(stranger)
    assert client.get(document.get_absolute_url()).status_code == 404
    assert not list(correction_rows(zone))


def test_words_are_found_in_both_scripts_with_what_stands_around(zone: Zone, officer: User) -> None:
    document = a_document(zone, officer)
    a_document(zone, officer, NEWS)
    for words in ("储能项目", "電網側儲能", "电网侧 合作协议"):
        (found,) = finding.find(officer, zone, words)
        assert found.document == document
    assert "储能项目" in finding.find(officer, zone, "储能项目")[0].snippet
    for words in ("", "能", "能储", "'; DROP TABLE x; --", '"储能" OR 1', "储能 没有的词"):
        assert finding.find(officer, zone, words) == []
    (passage, *_rest) = finding.passages(officer, zone, "考察团在浙江签署了什么合作协议？")
    assert "签署了合作协议" in passage.text
    assert finding.passages(officer, zone, "天气怎么样") == []


def test_watched_words_become_a_to_do_until_the_document_is_opened(zone: Zone, officer: User, observer: User) -> None:
    actions.watch(zone, "储能", by=observer)
    with pytest.raises(ProblemsError):
        actions.watch(zone, "能", by=observer)
    document = a_document(zone, officer)
    assert WatchHit.objects.get().document == document
    assert [str(one.text) for one in WIRING.todos[0].waiting(Seen(observer, zone))]
    client = Client()
    client.force_login(observer)
    page = client.get(document.get_absolute_url()).content.decode()
    seen = reverse("documents:act_seen", args=[document.pk])
    assert f'hx-post="{seen}" hx-trigger="load"' in page
    answer = client.post(seen, headers={"HX-Request": "true", "HX-Target": "watched-here"})
    assert answer.status_code == 200
    assert seen not in answer.content.decode()
    assert not WIRING.todos[0].waiting(Seen(observer, zone))
    with pytest.raises(NotAllowed):
        actions.unwatch(reads.watches_of(observer, zone).get(), by=officer)


def test_the_folder_is_read_once_and_what_is_refused_says_why(zone: Zone, officer: User) -> None:
    folder = folder_of(zone)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "a.txt").write_text(VISIT, encoding="utf-8")
    (folder / "b.pdf").write_bytes(b"%PDF broken")
    (folder / "c.xyz").write_bytes(b"?")
    (folder / "link.txt").symlink_to("/etc/hostname")
    taken, problems = read_folder(zone, by=officer)
    assert (taken, len(problems)) == (1, 1)
    assert (folder / "read" / "a.txt").is_file()
    assert "已损坏" in (folder / "refused" / "b.pdf.why.txt").read_text()
    assert (folder / "c.xyz").exists()
    assert (folder / "link.txt").is_symlink()
    assert read_folder(zone, by=officer) == (0, [])
    (folder / "night.txt").write_text(NEWS, encoding="utf-8")
    assert read_folder(zone, by=None) == (1, [])
    assert Document.objects.get(text__contains="战略性").brought_by is None


def test_the_page_shows_every_fact_and_is_decided_on_it(zone: Zone, officer: User, observer: User) -> None:
    document = a_document(zone, officer, TALKS)
    client = Client()
    client.force_login(officer)
    page = client.get(document.get_absolute_url()).content.decode()
    assert "微风发电示范项目" in page
    assert page.count("<mark") >= 5
    for key in ("a", "r", "e", "A", "F"):
        assert f'data-key="{key}"' in page
    claim = fact_of(document, "claim")
    url = reverse("documents:fact_act_accept", args=[claim.pk])
    on_card = {"HX-Request": "true", "HX-Target": f"fact-{claim.pk}"}
    card = client.post(url, headers=on_card)
    assert card.status_code == 200
    assert f'id="fact-{claim.pk}"' in card.content.decode()
    slower = client.post(url, headers=on_card)
    assert slower.status_code == 422
    assert "当前状态下不能这样办理" in slower.content.decode()
    assert client.post(reverse("documents:act_accept", args=[document.pk])).status_code == 302
    assert not document.facts.filter(state="proposed").exists()
    client.force_login(observer)
    assert client.post(url).status_code == 403
    assert "fact_act" not in client.get(document.get_absolute_url()).content.decode()
    for name in ("list", "brief", "claims", "watches", "quality", "find"):
        assert client.get(reverse(f"documents:{name}"), {"q": "储能"}).status_code == 200


def test_files_and_text_are_brought_at_once_and_the_good_ones_stay(zone: Zone, officer: User) -> None:
    client = Client()
    client.force_login(officer)
    DocumentSource.objects.create(zone=zone, name="云川日报")
    source = DocumentSource.objects.get()
    answer = client.post(
        reverse("documents:bring"),
        {
            "text": TALKS,
            "source": source.pk,
            "published_on": "2026-05-12",
            "url": "javascript:alert(1)",
            "uploads": [SimpleUploadedFile("a.txt", VISIT.encode("gb18030")), SimpleUploadedFile("b.docx", b"x")],
        },
    )
    assert answer.status_code == 422
    assert "b.docx" in answer.content.decode()
    assert Document.objects.count() == 2
    assert {(one.source, one.url) for one in Document.objects.all()} == {(source, "")}
    assert TALKS.splitlines()[0] in answer.content.decode()
    assert f'<option value="{source.pk}" selected>' in answer.content.decode()


def test_a_correction_that_is_refused_stands_at_its_field(zone: Zone, officer: User, client: Client) -> None:
    document = a_document(zone, officer, NEWS)
    figure = fact_of(document, "figure", "32亿元")
    client.force_login(officer)
    url = reverse("documents:fact_act_correct", args=[figure.pk])
    given = {"metric": "total_investment", "value": "viel", "unit": "万元", "scope": "新签" + "很" * 300}
    for headers in ({}, {"HX-Request": "true", "HX-Target": f"fact-{figure.pk}"}):
        answer = client.post(url, given, headers=headers)
        page = answer.content.decode()
        assert answer.status_code == 422
        assert page.count('class="errorlist"') == 2
        assert 'value="viel"' in page
        assert "很很很" in page
    figure.refresh_from_db()
    assert figure.state == "proposed"
    assert client.post(url, given | {"value": "310000", "scope": "新签"}).status_code == 302
    figure.refresh_from_db()
    assert (figure.state, figure.current["value"], figure.current["scope"]) == ("corrected", 310000, "新签")


def test_programs_correct_one_field_and_the_others_stay(zone: Zone, officer: User, client: Client) -> None:
    project = fact_of(a_document(zone, officer), "project")
    client.force_login(officer)
    address = f"/api/v1/documents/fact/{project.pk}/acts/correct"
    answer = client.post(address, {"name": "电网侧储能电站"}, content_type="application/json")
    assert answer.status_code == 200, answer.content
    project.refresh_from_db()
    assert project.current == project.value | {"name": "电网侧储能电站"}


def test_what_a_fact_can_become_is_one_button_each(zone: Zone, officer: User, client: Client) -> None:
    claim = fact_of(a_document(zone, officer, TALKS), "claim")
    client.force_login(officer)
    page = client.get(claim.document.get_absolute_url()).content.decode()
    assert "存为待核主张" in page
    url = reverse("documents:fact_act_use", args=[claim.pk])
    assert client.post(url, {"code": "claim"}).status_code == 302
    assert Claim.objects.get().fact == claim
    assert "存为待核主张" not in client.get(claim.document.get_absolute_url()).content.decode()
    wrong = client.post(url, {"code": "rocket"})
    assert wrong.status_code == 422
    assert "这条事实不能生成该记录" in wrong.content.decode()


def test_claims_and_watched_words_of_others_are_not_there(zone: Zone, officer: User, observer: User) -> None:
    other = Zone.objects.create(code="qt", name="其他区", name_en="Other")
    stranger = person("stranger", other, "promotion_officer")
    document = a_document(zone, officer, TALKS, confidential=True)
    actions.use_fact(fact_of(document, "claim"), "claim", by=officer)
    claim, words = Claim.objects.get(), actions.watch(zone, "储能", by=officer)
    given = {"state": "confirmed", "note": "看过"}
    for who in (stranger, observer):
        client = Client()
        client.force_login(who)
        assert client.get(claim.get_absolute_url()).status_code == 404
        assert client.post(reverse("documents:claim_act_check", args=[claim.pk]), given).status_code in (403, 404)
        assert client.post(reverse("documents:watch_act_drop", args=[words.pk])).status_code == 404
    client.force_login(officer)
    refused = client.post(reverse("documents:claim_act_check", args=[claim.pk]), {"state": "confirmed"})
    assert refused.status_code == 422
    assert re.search(r'value="confirmed"[^>]*checked', refused.content.decode())
    assert client.post(reverse("documents:claim_act_check", args=[claim.pk]), given).status_code == 302
    assert client.post(reverse("documents:watch_act_drop", args=[words.pk])).status_code == 302
    assert not reads.watches_of(officer, zone).exists()


def test_words_too_short_are_refused_at_their_field_and_stay(zone: Zone, officer: User, client: Client) -> None:
    client.force_login(officer)
    answer = client.post(reverse("documents:watches"), {"words": "能"})
    assert answer.status_code == 422
    assert 'value="能"' in answer.content.decode()
    assert client.post(reverse("documents:watches"), {"words": "储能"}).status_code == 302
    assert "储能" in client.get(reverse("documents:watches")).content.decode()


def test_a_question_without_a_model_is_refused_on_the_page_with_the_question(
    zone: Zone, officer: User, client: Client
) -> None:
    a_document(zone, officer)
    client.force_login(officer)
    answer = client.post(reverse("documents:ask"), {"q": "签署了什么合作协议"})
    assert answer.status_code == 422
    assert "未配置语言模型" in answer.content.decode()
    assert 'value="签署了什么合作协议"' in answer.content.decode()


def test_the_text_stands_on_the_page_as_it_was_brought(zone: Zone, officer: User, client: Client) -> None:
    document = actions.bring_text(zone, NEWS, by=officer)[0]
    client.force_login(officer)
    shown = client.get(document.get_absolute_url()).content.decode()
    article = re.search(r"<article[^>]*>(.*?)</article>", shown, re.DOTALL)
    assert article is not None
    assert html.unescape(re.sub(r"<[^>]+>", "", article[1])) == document.text


def test_the_quality_page_counts_decisions_and_bad_rules(
    zone: Zone, officer: User, django_assert_max_num_queries: Any
) -> None:
    document = a_document(zone, officer, NEWS)
    figures = list(document.facts.filter(kind="figure"))
    actions.decide(figures[0], "reject", by=officer)
    actions.decide(figures[1], "accept", by=officer)
    with django_assert_max_num_queries(4):
        (line,) = reads.source_lines(officer, zone)
    assert (line.documents, line.accepted, line.rejected) == (1, 1, 1)
    assert line.worst_rules[0][1] == 1


def test_the_commands_write_facts_and_corrections(zone: Zone, officer: User, tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    source.write_text(
        json.dumps({"id": "a", "title": "", "text": NEWS}) + "\n{bad\n" + json.dumps([1]) + "\n", encoding="utf-8"
    )
    with pytest.raises(CommandError, match=r"in\.jsonl:2"):
        call_command("read", str(source), out=tmp_path / "out.jsonl", stderr=StringIO())
    (row,) = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    assert set(row) == {"id", "organisations", "projects", "events", "aggregates"}
    actions.decide(a_document(zone, officer, NEWS).facts.first(), "reject", by=officer)  # type: ignore[arg-type]
    call_command("facts", "export-corrections", out=tmp_path / "c.jsonl", stderr=StringIO())
    (row,) = [json.loads(line) for line in (tmp_path / "c.jsonl").read_text().splitlines()]
    assert row["right"] is None
    assert row["quote"] in row["text"]


def test_another_zones_newer_documents_push_nothing_out(zone: Zone, officer: User) -> None:
    mine = a_document(zone, officer, "高纯石英砂项目在本区开工。")
    other = Zone.objects.create(code="elsewhere", name="别处开发区", name_en="Elsewhere")
    rows = [Document(zone=other, title="他区", text="高纯石英砂", sha256=f"{number:064}") for number in range(501)]
    for row in Document.objects.bulk_create(rows):
        finding.keep(row)
    assert [one.document for one in finding.find(officer, zone, "石英砂")] == [mine]


def test_a_long_delivery_is_read_in_the_background(zone: Zone, officer: User) -> None:
    """Nobody waits for a newspaper: it is kept at once, and read article by article by work that tells how far."""
    text = "\n\n".join(f"招商动态第{number}期\n\n{VISIT}{'园区另有安排。' * 200}" for number in range(12))
    found = actions.bring_text(zone, text, by=officer)
    assert sum(len(one.text) for one in found) > actions.READ_AT_ONCE
    assert not Fact.objects.filter(document__in=found).exists()
    job = Job.objects.get(kind="documents.read")
    Worker().run(once=True)
    job.refresh_from_db()
    assert (job.state, job.result["read"]) == ("done", len(found))
    assert Fact.objects.filter(document__in=found).exists()
    assert not Document.objects.filter(read_at__isnull=True).exists()


def test_reading_stands_in_no_transaction(zone: Zone, officer: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader that takes long keeps no lock: it has read before the first row is written."""
    depth = len(connection.savepoint_ids)
    seen: list[int] = []
    original = actions.read_text

    def watched(text: str, title: str = "") -> object:
        seen.append(len(connection.savepoint_ids))
        return original(text, title)

    monkeypatch.setattr(actions, "read_text", watched)
    (document,) = actions.bring_text(zone, VISIT, by=officer)
    actions.read_again(document, by=officer)
    assert seen == [depth, depth]
