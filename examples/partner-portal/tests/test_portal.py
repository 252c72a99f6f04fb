"""The portal over HTTP: a running server, forms as a browser sends them, and JSON from another program."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from html import unescape
from pathlib import Path
from threading import Thread

import httpx
import pytest
import uvicorn
from partner_portal import create_app

import attain

P2P = attain.rubric("iamcp-p2p@2016")
SURVEY = """
attain = 1
id = "survey"
version = "1"
title = "Partner survey"
terms = { subject = "partner" }
combine = "minimum"
levels = { low = "Low", high = "High" }
[facts]
segment = { text = "Which segment?", options = { small = {}, large = { title = "Large enterprise" } } }
public = { text = "Is it a public body?", default = false }
[scales.depth]
options = { not = 0, partly = 1, fully = { points = 2, needs = ["evidence"] } }
[dimensions.sales]
title = "Sales & marketing"
bands = { low = "0-1", high = "2+" }
[dimensions.sales.questions]
plan = { text = "Is there a plan?", summary = "A written one.", not-applicable = { as = "exclude", needs = ["note"] } }
depth = { text = "How far does it go?", scale = "depth", anchors = { fully = "With every partner" } }
revenue = { text = "Revenue sourced", kind = "number", unit = "EUR", min = 0, max = 1_000_000 }
audit = { text = "Is there an audit?", applies-when = { segment = "large" } }
[dimensions.culture]
rating = true
descriptors = { low = "Nobody asks" }
"""
CHANGES = {
    'version = "1"': 'version = "2"',
    'low = "0-1", high = "2+"': 'low = "0-2", high = "3+"',
    "partly = 1, fully = {": "mostly = {",
    'audit = { text = "Is there an audit?", applies-when = { segment = "large" } }': 'budget = "Is there a joint budget?"',
    "max = 1_000_000": "max = 1_000",
    'anchors = { fully = "With every partner" }': "weight = 2",
    "points = 2, needs": "points = 1, needs",
}
FILLED = {
    "subject": "Example Ltd",
    "on": "2026-11-21",
    "fact:segment:value": "large",
    "answer:sales.plan:value": "yes",
    "answer:sales.depth:value": "partly",
    "answer:sales.revenue:value": "250000",
    "answer:culture:value": "high",
}
GIVEN = {"subject": "Example Ltd", "on": "2026-11-21", "answers": {"agreement.nda": "yes", "agreement.fair": True}}


@contextmanager
def running(rubric: attain.Rubric, database: str) -> Iterator[httpx.Client]:
    """Yield a client for a portal that runs on its own port."""
    server = uvicorn.Server(uvicorn.Config(create_app(rubric, database), port=0, log_level="warning"))
    thread = Thread(target=server.run)
    thread.start()
    try:
        while not server.started and thread.is_alive():
            thread.join(0.01)
        port = server.servers[0].sockets[0].getsockname()[1]
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", follow_redirects=True) as client:
            yield client
    finally:
        server.should_exit = True
        thread.join()


@pytest.fixture
def database(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/portal.db"


@pytest.fixture(scope="module")
def p2p(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    with running(P2P, f"sqlite:///{tmp_path_factory.mktemp('p2p')}/portal.db") as client:
        yield client


@pytest.fixture
def survey(database: str) -> Iterator[httpx.Client]:
    with running(attain.loads(SURVEY), database) as client:
        yield client


def changed() -> attain.Rubric:
    """Return the second version of the survey."""
    text = SURVEY
    for old, new in CHANGES.items():
        assert old in text
        text = text.replace(old, new)
    return attain.loads(text)


def beside(page: str) -> dict[str, str]:
    """Return the messages on a page, by the field beside which they appear."""
    found = re.findall(r'<p class="wrong small" id="([^"]*):wrong">(.*?)</p>', page)
    return {unescape(name): unescape(message) for name, message in found}


def text(page: str) -> str:
    """Return the text of a page, with one blank for every gap."""
    return " ".join(unescape(re.sub(r"<style>.*?</style>|<[^>]*>", " ", page, flags=re.DOTALL)).split())


class TestForm:
    def test_every_question_of_the_model_is_asked_under_its_dimension(self, p2p: httpx.Client) -> None:
        page = p2p.get("/assessments/new").text
        asked = set(re.findall(r'<fieldset class="field" id="answer:([^"]*):value">', page))
        assert asked == set(P2P.assess({}).answers)
        assert [unescape(title) for title in re.findall(r'section">\s*<legend>(.*?)</legend>', page)] == [
            dimension.title for dimension in P2P.dimensions.values()
        ]

    def test_it_offers_the_accepted_answers_to_each_question(self, survey: httpx.Client) -> None:
        page = survey.get("/assessments/new").text
        offered: dict[str, list[str]] = {}
        for name, value in re.findall(r'<input type="radio" name="([^"]*)" value="([^"]*)"', page):
            offered.setdefault(name, []).append(value)
        assert offered == {
            "fact:segment:value": ["small", "large"],  # nothing can be scored without this fact
            "fact:public:value": ["yes", "no"],
            "answer:sales.plan:value": ["yes", "no", "n/a", ""],
            "answer:sales.depth:value": ["not", "partly", "fully", ""],
            "answer:sales.audit:value": ["yes", "no", ""],
            "answer:culture:value": ["low", "high", ""],
        }
        assert '<input type="number" step="any" name="answer:sales.revenue:value"' in page
        assert 'min="0" max="1000000"' in page

    def test_it_shows_everything_that_helps_to_answer(self, survey: httpx.Client) -> None:
        page = text(survey.get("/assessments/new").text)
        for passage in (
            "About the partner Which segment? Small Large enterprise Is it a public body? Yes No",
            "Sales & marketing",
            "Is there a plan? A written one. Yes No Not applicable Open Note",
            "How far does it go? Not Partly Fully: With every partner Open Evidence",
            "Revenue sourced EUR from 0 up to 1,000,000",
            "Is there an audit? Asked where segment is large.",
            "Culture Which level fits? Low: Nobody asks High Open",
        ):
            assert passage in page

    def test_a_submitted_form_is_scored_stored_and_shown(self, survey: httpx.Client) -> None:
        done = survey.post("/assessments", data=FILLED)
        assert [each.status_code for each in (*done.history, done)] == [303, 200]
        assert "Example Ltd : High" in text(done.text)
        expected = attain.loads(SURVEY).assess(
            {
                "sales": {"plan": True, "depth": "partly", "revenue": 250_000.0, "audit": None},
                "culture": "high",
            },
            facts={"segment": "large"},
            on="2026-11-21",
            subject="Example Ltd",
        )
        assert expected.to_html() in done.text  # its why, its bounds and its next steps are part of it
        assert "Example Ltd 2026-11-21 High" in text(survey.get("/").text)

    def test_a_note_makes_not_applicable_count(self, survey: httpx.Client) -> None:
        without = {**FILLED, "answer:sales.plan:value": "n/a"}
        page = survey.post("/assessments", data=without)
        assert "Is there a plan? not applicable without note" in text(page.text)
        page = survey.post("/assessments", data={**without, "answer:sales.plan:note": "They sell nothing"})
        assert "Is there a plan? not applicable They sell nothing" in text(page.text)

    def test_each_problem_is_shown_beside_its_field_and_nothing_is_lost_or_stored(self, survey: httpx.Client) -> None:
        wrong = {
            **FILLED,
            "subject": "A & B",
            "fact:segment:value": "",
            "answer:sales.plan:value": "perhaps",
            "answer:sales.revenue:value": "2e6",
        }
        done = survey.post("/assessments", data=wrong)
        assert done.status_code == 422
        assert beside(done.text) == {
            "fact:segment:value": "the fact 'segment' is missing, and it decides which questions apply; set it to 'small' or 'large'",
            "answer:sales.plan:value": "'perhaps' is neither yes nor no; answer true or false, 'yes' or 'no', or leave it out; to accept 'perhaps', add it to the words for yes or no: in [answers], with_words, --yes or --no",
            "answer:sales.revenue:value": "2,000,000 is out of range; write a number from 0 to 1,000,000",
        }
        assert "3 fields need another look" in text(done.text)
        assert 'value="A &amp; B"' in done.text
        assert 'name="answer:sales.depth:value" value="partly" checked' in done.text
        assert "There are none yet" in survey.get("/").text

    @pytest.mark.parametrize(
        ("name", "value", "message"),
        [
            ("subject", " ", "give a name of at most 200 characters"),
            ("subject", "x" * 201, "give a name of at most 200 characters"),
            ("on", "yesterday", "give a day, such as 2026-11-21"),
            ("answer:sales.plan:note", "x" * 2001, "is longer than 2,000 characters"),
            (
                "answer:sales.revenue:value",
                "many",
                "'many' is not a number; write a number such as 1000000 or 5.5, without units, spaces or commas",
            ),
        ],
    )
    def test_a_single_problem_is_reported_alone(
        self, survey: httpx.Client, name: str, value: str, message: str
    ) -> None:
        done = survey.post("/assessments", data={**FILLED, name: value})
        assert (done.status_code, beside(done.text)) == (422, {name: message})

    def test_a_field_that_the_form_does_not_have_is_reported_rather_than_dropped(self, survey: httpx.Client) -> None:
        done = survey.post("/assessments", data={**FILLED, "answer:sales.old:value": "yes"})
        assert (done.status_code, beside(done.text)) == (422, {})
        assert "the form does not ask &#39;answer:sales.old:value&#39;; reload the form" in done.text
        assert "There are none yet" in survey.get("/").text

    def test_a_score_that_the_ranges_leave_open_is_reported_above_the_form(self, database: str) -> None:
        five = {f"answer:agreement.{short}:value": "yes" for short in list(P2P.dimensions["agreement"].questions)[:5]}
        with running(P2P.with_policy(overlap="error"), database) as client:
            done = client.post("/assessments", data={"subject": "Example Ltd", "on": "2026-11-21", **five})
        assert (done.status_code, beside(done.text)) == (422, {})
        assert "a score of 5 lies in the ranges of Proactive and Dynamic" in text(done.text)


class TestSafety:
    def test_everything_that_people_write_stays_text(self, survey: httpx.Client) -> None:
        evil = "<script>alert(1)</script>\"'&"
        kept = {**FILLED, "subject": evil, "answer:sales.depth:value": "fully", "answer:sales.depth:evidence": evil}
        wrong = {**kept, "answer:sales.plan:value": evil}
        for page in (
            survey.post("/assessments", data=kept),
            survey.post("/assessments", data=wrong),
            survey.get("/"),
        ):
            assert "&lt;script&gt;" in page.text
            assert "<script" not in page.text

    @pytest.mark.parametrize("path", ["/", "/assessments/new", "/openapi.json", "/nowhere"])
    def test_no_page_may_run_a_script_or_be_shown_in_a_frame(self, p2p: httpx.Client, path: str) -> None:
        headers = p2p.get(path).headers
        assert headers["Content-Security-Policy"].startswith("default-src 'none'; style-src 'unsafe-inline'; form-")
        assert headers["X-Content-Type-Options"] == "nosniff"

    @pytest.mark.parametrize("path", ["/assessments", "/api/assessments"])
    def test_a_body_is_limited_whatever_length_it_declares(self, p2p: httpx.Client, path: str) -> None:
        def endless() -> Iterator[bytes]:
            for _ in range(300):
                yield b"a" * 1024

        kind = "application/json" if "api" in path else "application/x-www-form-urlencoded"
        assert p2p.post(path, content=endless(), headers={"Content-Type": kind}).status_code == 413
        assert p2p.get("/").status_code == 200

    @pytest.mark.parametrize(("site", "status"), [("cross-site", 403), ("same-site", 403), ("same-origin", 200)])
    def test_a_form_must_come_from_its_own_page(self, survey: httpx.Client, site: str, status: int) -> None:
        assert survey.post("/assessments", data=FILLED, headers={"Sec-Fetch-Site": site}).status_code == status

    def test_a_file_is_not_an_answer(self, survey: httpx.Client) -> None:
        assert survey.post("/assessments", files={"subject": ("name.txt", b"x")}).status_code == 400

    @pytest.mark.parametrize("path", ["/assessments/{}", "/assessments/{}/rescored", "/api/assessments/{}"])
    def test_an_address_that_names_nothing_is_not_found(self, p2p: httpx.Client, path: str) -> None:
        assert p2p.get(path.format("67808c54-664b-4553-add3-fe42c379d096")).status_code == 404
        assert p2p.get(path.format("..%2f..%2fportal.db")).status_code in {404, 422}

    def test_assessments_submitted_at_the_same_time_are_all_stored(self, survey: httpx.Client) -> None:
        def send(number: int) -> int:
            return survey.post("/assessments", data={**FILLED, "subject": f"Partner {number}"}).status_code

        with ThreadPoolExecutor(8) as pool:
            assert set(pool.map(send, range(40))) == {200}
        page = survey.get("/").text
        assert all(f">Partner {number}<" in page for number in range(40))


class TestApi:
    def test_answers_become_a_result_that_can_be_fetched_again(self, p2p: httpx.Client) -> None:
        made = p2p.post("/api/assessments", json=GIVEN)
        assert made.status_code == 201
        again = p2p.get(made.headers["Location"])
        assert again.json() == made.json()
        result = attain.Result.from_dict(again.json()["result"])
        answers = {"agreement.nda": True, "agreement.fair": True}
        assert result == P2P.assess(answers, on="2026-11-21", subject="Example Ltd")
        assert "Example Ltd" in p2p.get(f"/assessments/{again.json()['id']}").text

    def test_an_answer_may_have_a_note_evidence_and_a_day(self, survey: httpx.Client) -> None:
        answer = {"value": "fully", "evidence": "The plan of 2026", "on": "2026-03-16", "by": "Example Ltd"}
        given = {**GIVEN, "answers": {"sales.depth": answer}, "facts": {"segment": "small", "public": True}}
        result = attain.Result.from_dict(survey.post("/api/assessments", json=given).json()["result"])
        assert result.answers["sales.depth"].evidence == "The plan of 2026"
        assert dict(result.facts) == {"segment": "small", "public": True}

    def test_every_problem_is_reported_with_its_code_and_path(self, p2p: httpx.Client) -> None:
        given = {**GIVEN, "answers": {"agreement.nda": "maybe", "agreement.fiar": True}, "facts": {"size": 3}}
        done = p2p.post("/api/assessments", json=given)
        assert done.status_code == 422
        assert [(each["code"], each["path"], each["hint"]) for each in done.json()["problems"]] == [
            ("unknown-question", ["agreement.fiar"], "did you mean 'agreement.fair'?"),
            (
                "answer-value",
                ["agreement.nda"],
                "answer true or false, 'yes' or 'no', or leave it out; to accept 'maybe', add it to the words for yes or no: in [answers], with_words, --yes or --no",
            ),
            ("unknown-fact", ["facts", "size"], None),
        ]

    @pytest.mark.parametrize(
        ("changes", "path"),
        [
            ({"subject": ""}, ["body", "subject"]),
            ({"on": "yesterday"}, ["body", "on"]),
            ({"more": 1}, ["body", "more"]),
            ({"answers": {"agreement.nda": "x" * 2001}}, ["body", "answers", "agreement.nda"]),
            ({"answers": {"agreement.nda": {"note": "\ud800"}}}, ["body", "answers", "agreement.nda"]),
            ({"subject": "\ud800"}, ["body", "subject"]),
        ],
    )
    def test_input_of_the_wrong_shape_is_reported(
        self, p2p: httpx.Client, changes: dict[str, object], path: list[str]
    ) -> None:
        body = json.dumps({**GIVEN, **changes})
        done = p2p.post("/api/assessments", content=body, headers={"Content-Type": "application/json"})
        assert done.status_code == 422
        assert done.json()["problems"][0]["path"][: len(path)] == path

    @pytest.mark.parametrize("body", [b"", b"{", b"[" * 100_000, b'{"subject": ' + b"9" * 5_000 + b"}", b"\xff"])
    def test_a_body_that_is_not_json_is_refused(self, p2p: httpx.Client, body: bytes) -> None:
        done = p2p.post("/api/assessments", content=body, headers={"Content-Type": "application/json"})
        assert done.status_code in {400, 422}


class TestAfterTheRubricChanged:
    def test_a_stored_result_is_shown_as_it_was_and_marked(self, database: str) -> None:
        with running(attain.loads(SURVEY), database) as client:
            before = client.post("/assessments", data=FILLED)
            assert "scored by other rules" not in client.get("/").text + before.text
        with running(changed(), database) as client:
            after = client.get(before.url.path)
            kept = re.findall(r'<div class="attain-page">.*</div>', before.text, re.DOTALL)
            assert kept == re.findall(r'<div class="attain-page">.*</div>', after.text, re.DOTALL) != []
            assert "scored by other rules" in after.text
            assert client.get("/").text.count("scored by other rules") == 1
            client.post("/api/assessments", json={"subject": "B", "on": "2026-11-22", "answers": {}})
            assert client.get("/").text.count("scored by other rules") == 1

    def test_then_and_now_are_shown_side_by_side_with_every_difference(self, database: str) -> None:
        with running(attain.loads(SURVEY), database) as client:
            path = client.post("/assessments", data=FILLED).url.path
        with running(changed(), database) as client:
            page = client.get(f"{path}/rescored")
            assert page.status_code == 200
            shown = text(page.text)
            assert "survey@1 and once more by today's survey@2" in shown
            assert "Asked no more sales.audit: was open" in shown
            assert "New, and so open Is there a joint budget? sales.budget" in shown
            assert (
                "No answer any more, and so open sales.depth: 'partly' is not an option; choose 'not' or 'mostly' "
                "sales.revenue: 250,000 is out of range; write a number from 0 to 1,000"
            ) in shown
            assert re.findall(r'<tr class="differs">\s*<th scope="row">(.*?)<', page.text) == [
                "Overall",
                "Sales &amp; marketing",
            ]
            assert "Sales & marketing differs High : a score of 2 out of 4" in shown
            assert client.get(path).text != page.text
            assert (
                len(re.findall(r'<th scope="row"><a', client.get("/").text)) == 1
            )  # looking at the page stores nothing

    def test_the_same_rules_give_the_same_again(self, survey: httpx.Client) -> None:
        path = survey.post("/assessments", data=FILLED).url.path
        page = survey.get(f"{path}/rescored").text
        assert 'class="differs"' not in page
        assert not re.search("Asked no more|New, and so open|No answer any more", page)

    def test_dimensions_that_are_gone_or_new_are_reported(self, database: str) -> None:
        with running(attain.loads(SURVEY), database) as client:
            path = client.post("/assessments", data=FILLED).url.path
        renamed = attain.loads(SURVEY.replace("dimensions.culture", "dimensions.climate"))
        with running(renamed, database) as client:
            shown = text(client.get(f"{path}/rescored").text)
        assert "Culture differs High : the assessor's own rating. does not exist" in shown
        assert "Climate differs does not exist" in shown
        assert "Asked no more culture: was high" in shown

    def test_answers_that_the_rubric_cannot_score_are_reported(self, database: str) -> None:
        with running(attain.loads(SURVEY), database) as client:
            path = client.post("/assessments", data=FILLED).url.path
        needy = SURVEY.replace("[scales.depth]", "size = { options = { s = {}, l = {} } }\n[scales.depth]")
        needy = needy.replace('applies-when = { segment = "large" }', 'applies-when = { size = "l" }')
        with running(attain.loads(needy.replace("public = {", "open = {")), database) as client:
            done = client.get(f"{path}/rescored")
        assert done.status_code == 409
        assert "facts.size: the fact 'size' is missing" in text(done.text)


def test_it_runs_as_its_page_says(tmp_path: Path) -> None:
    (tmp_path / "survey.toml").write_text(SURVEY, encoding="utf-8")
    settings = {"PORTAL_RUBRIC": "survey.toml", "PYTHONWARNINGS": "error", "PYTHONUTF8": "1"}
    command = [sys.executable, "-m", "uvicorn", "--factory", "partner_portal:from_environment", "--port", "0"]
    with subprocess.Popen(
        command, cwd=tmp_path, env=os.environ | settings, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True
    ) as server:
        try:
            assert server.stderr
            lines = iter(server.stderr.readline, "")
            address = next(found[0] for line in lines if (found := re.search(r"http://[\d.:]+", line)))
            assert "Partner survey" in httpx.get(f"{address}/assessments/new").text
        finally:
            server.terminate()
    assert (tmp_path / "portal.db").exists()
