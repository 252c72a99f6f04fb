"""A language tool for TOML, run offline, finds the schema by the line `#:schema`, checks files with it, and completes keys."""

import json
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any  # any: values in JSON

import pytest
from test_schema import BAD, COPIES, TEXTS, WHOLE

import attain

TOMBI = str(Path(sys.executable).with_name("tombi"))
FIRST_LINE = "#:schema ./rubric.schema.json\n"
LONGEST = 10  # seconds, more than any request needs

TYPED = """\
attain = 1

[dimensions.x]

[dimensions.x.questions]
a = { }
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with the packaged schema."""
    shutil.copy(COPIES["rubric"], tmp_path / "rubric.schema.json")
    return tmp_path


def lint(folder: Path, texts: dict[str, str]) -> list[dict[str, Any]]:
    """Return the linter's findings in some files that begin with the line that names the schema."""
    for name, text in texts.items():
        (folder / f"{name}.toml").write_text(FIRST_LINE + text, encoding="utf-8")
    report = folder / "report.json"
    options = [
        "--offline",
        "--no-cache",
        "--error-on-warnings",
        "--diagnostics-format=json",
        f"--diagnostics-file={report}",
    ]
    command = [TOMBI, "lint", *options, *(f"{name}.toml" for name in texts)]
    done = subprocess.run(command, check=False, cwd=folder, capture_output=True, encoding="utf-8", timeout=LONGEST)
    found: list[dict[str, Any]] = json.loads(report.read_text(encoding="utf-8"))
    assert bool(done.returncode) == bool(found), done.stderr
    return found


def test_nothing_is_found_in_good_files(folder: Path) -> None:
    assert lint(folder, {f"good-{number}": text for number, text in enumerate(TEXTS)}) == []


def test_inline_tables_may_take_several_lines(folder: Path) -> None:
    text = f'{WHOLE}actions = [\n    {{\n        text = "Write it down.",\n    }},\n]\n'
    assert attain.loads(text).actions[0].text == "Write it down."
    assert lint(folder, {"good": text}) == []


def test_an_error_is_on_the_line_that_is_wrong(folder: Path) -> None:
    names = {f"bad-{number}": name for number, name in enumerate(BAD)}
    found = lint(folder, {file: BAD[name][0] for file, name in names.items()})
    lines: dict[str, set[int]] = {name: set() for name in BAD}
    for each in found:
        assert each["level"] == "error"
        lines[names[each["path"].removesuffix(".toml")]].add(each["range"]["start"]["line"] - 1)
    assert lines == {name: {line} for name, (_, line) in BAD.items()}


class Server:
    """A language server, used over its standard streams."""

    def __init__(self, folder: Path) -> None:
        command = [TOMBI, "lsp", "--offline", "--no-cache"]
        quiet = subprocess.DEVNULL
        self.process = subprocess.Popen(
            command, cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=quiet
        )
        self.watch = threading.Timer(LONGEST, self.process.kill)
        self.watch.start()
        self.requests = 0

    def close(self) -> None:
        self.watch.cancel()
        self.process.kill()
        self.process.communicate()

    def send(self, **message: object) -> None:
        assert self.process.stdin
        body = json.dumps({"jsonrpc": "2.0"} | message).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self.process.stdin.flush()

    def ask(self, method: str, **params: object) -> Any:
        self.requests += 1
        self.send(id=self.requests, method=method, params=params)
        return self.wait(lambda message: "method" not in message and message["id"] == self.requests)["result"]

    def wait(self, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """Return the first message of a kind. Requests of the server itself get an empty answer."""
        while not wanted(message := self.receive()):
            if "method" in message and "id" in message:
                self.send(id=message["id"], result=None)
        return message

    def receive(self) -> dict[str, Any]:
        assert self.process.stdout
        length = 0
        while header := self.process.stdout.readline().strip():
            name, _, value = header.partition(b":")
            length = int(value) if name.lower() == b"content-length" else length
        message: dict[str, Any] = json.loads(self.process.stdout.read(length))
        return message


@pytest.fixture
def server(folder: Path) -> Iterator[Server]:
    server = Server(folder)
    try:
        server.ask("initialize", processId=None, rootUri=folder.as_uri(), capabilities={})
        server.send(method="initialized", params={})
        yield server
    finally:
        server.close()


def test_keys_are_completed_and_explained(folder: Path, server: Server) -> None:
    document = {"uri": (folder / "typed.toml").as_uri()}
    text = FIRST_LINE + TYPED
    (folder / "typed.toml").write_text(text, encoding="utf-8")
    server.send(
        method="textDocument/didOpen",
        params={"textDocument": document | {"languageId": "toml", "version": 1, "text": text}},
    )
    server.wait(
        lambda message: message.get("method") == "textDocument/publishDiagnostics"
    )  # now the server has read the file

    def completed(line: int, character: int) -> set[str]:
        place = {"line": line, "character": character}
        found = server.ask("textDocument/completion", textDocument=document, position=place)
        return {item["label"] for item in found}

    assert {"id", "title", "levels", "extends", "combine"} <= completed(2, 0)
    assert {"bands", "requires", "parent", "questions"} <= completed(4, 0)
    assert "levels" not in completed(4, 0)
    assert {"text", "keyed", "same-as"} <= completed(6, 5)
    hover = server.ask("textDocument/hover", textDocument=document, position={"line": 3, "character": 3})
    assert "The dimensions, by id." in hover["contents"]["value"]
