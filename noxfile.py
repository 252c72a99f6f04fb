"""The checks of this project: `nox` runs the default ones, `nox -s tests-3.11` runs one, and `nox -l` lists all."""

import shutil
from pathlib import Path

import nox

nox.needs_version = ">=2025.2.9"
nox.options.default_venv_backend = "uv|virtualenv"
nox.options.download_python = "never"
nox.options.error_on_external_run = True
nox.options.error_on_missing_interpreters = False  # if CI is set, nox makes it an error

PYPROJECT = nox.project.load_toml("pyproject.toml")


def install(session: nox.Session, group: str) -> None:
    """Install a build of the project, with every extra and one dependency group."""
    session.install(".[all]", *nox.project.dependency_groups(PYPROJECT, group))


@nox.session
def lint(session: nox.Session) -> None:
    """Check rules and format with Ruff, and the direction of imports."""
    install(session, "lint")
    session.run("ruff", "check")
    session.run("ruff", "format", "--check")
    session.run("pytest", "--quiet", "tests/test_imports.py")


@nox.session
def prose(session: nox.Session) -> None:
    """Check spelling and retired idioms in pages, docstrings, comments and messages."""
    session.install(*nox.project.dependency_groups(PYPROJECT, "prose"))
    session.run(
        "codespell",
        "docs",
        "src",
        "examples",
        "rubrics",
        "benchmarks",
        "noxfile.py",
        "conftest.py",
        *map(str, Path().glob("*.md")),
    )
    session.run("python", "tests/prose/lint.py")


@nox.session
def typing(session: nox.Session) -> None:
    """Check types with Mypy, strictly, in the package, its tests and the files that run them."""
    install(session, "typing")
    session.run("mypy")
    session.run("mypy", "noxfile.py", "conftest.py")


@nox.session
def docs(session: nox.Session) -> None:
    """Build the pages with Sphinx; each warning is an error. The tests run the code on the pages."""
    install(session, "docs")
    session.run("sphinx-build", "-nWE", "--keep-going", "docs", "docs/_build/html")


@nox.session(python=nox.project.python_versions(PYPROJECT))
def tests(session: nox.Session) -> None:
    """Run the tests, the doctests and every snippet of README and docs. Together they must cover every branch."""
    install(session, "tests")
    if session.posargs:
        session.run("pytest", *session.posargs)
        return
    session.env["COVERAGE_FILE"] = str(Path(session.create_tmp(), "coverage").resolve())
    session.run("coverage", "erase")
    # Each file in one process: the snippets of a page build on each other.
    session.run("coverage", "run", "-m", "pytest", "--numprocesses=auto", "--dist=loadfile")
    session.run("coverage", "combine", "--quiet")
    session.run("coverage", "report")


@nox.session(python=nox.project.python_versions(PYPROJECT)[0], venv_backend="uv|virtualenv")
def minimums(session: nox.Session) -> None:
    """Run the tests, without the pages and with few examples for each law, on the lowest stated version of each dependency.

    It uses the oldest Python only, because newer ones have no wheels of these versions.
    """
    if session.venv_backend != "uv":
        session.skip("only uv knows --resolution lowest-direct: pip install 'nox[uv]'")
    groups = nox.project.dependency_groups(PYPROJECT, "tests")
    session.install("--resolution=lowest-direct", ".[all,testing]", *groups)
    session.env["ATTAIN_HYPOTHESIS_PROFILE"] = "quick"
    session.run("pytest", "--quiet", "--numprocesses=auto", "--dist=loadfile", *(session.posargs or ["tests"]))


@nox.session
def examples(session: nox.Session) -> None:
    """Run the tests of the notebook, the scripts and the web application."""
    install(session, "examples")
    session.install("--no-deps", "examples/partner-portal")
    session.run("pytest", "--quiet", "examples/tests", "examples/partner-portal/tests", *session.posargs)


@nox.session
def spark(session: nox.Session) -> None:
    """Score dataframes in a local Spark session; skipped without Java."""
    if shutil.which("java") is None:
        session.skip("Spark needs Java, for instance Debian's openjdk-17-jre-headless")
    install(session, "spark")
    session.env["SPARK_LOCAL_IP"] = "127.0.0.1"
    session.run("pytest", "--quiet", "tests/spark", *session.posargs)


@nox.session(default=False)
def mutation(session: nox.Session) -> None:
    """Change the scoring code line by line with Mutmut; a test must fail each time.

    It takes hours; `-- "attain._plan.nodes*"` changes one module only.
    """
    install(session, "mutation")
    scratch = Path(session.create_tmp(), "mutation").resolve()
    shutil.rmtree(scratch, ignore_errors=True)
    for folder in ("src", "tests"):
        shutil.copytree(folder, scratch / folder, ignore=shutil.ignore_patterns("__pycache__", ".hypothesis"))
    shutil.copy("pyproject.toml", scratch)
    session.chdir(scratch)
    session.env["ATTAIN_HYPOTHESIS_PROFILE"] = "quick"
    session.env["PYTHONPATH"] = "tests/mutation"
    session.run("mutmut", "run", *session.posargs, silent=True)
    session.run("python", "tests/mutation/report.py")


@nox.session(default=False)
def hostile(session: nox.Session) -> None:
    """Feed a million files, tables, answers and results that Atheris mutates; `-- 1000` sets the number of each kind."""
    install(session, "hostile")
    [runs] = session.posargs or ["200000"]
    for target in ("files", "tables", "answers", "answers_files", "results"):
        corpus = Path(session.create_tmp(), target)
        shutil.rmtree(corpus, ignore_errors=True)
        corpus.mkdir()
        seeds = {"files": Path("tests/models").glob("*.toml"), "answers_files": Path("examples").glob("*.toml")}
        for seed in seeds.get(target, ()):
            shutil.copy(seed, corpus)
        bounds = ("-timeout=20", "-rss_limit_mb=1024", "-max_len=20000", "-len_control=0")
        artifacts = f"-artifact_prefix={corpus.parent}/"
        session.run("python", "tests/hostile/fuzz.py", target, str(corpus), f"-runs={runs}", *bounds, artifacts)


@nox.session(default=False)
def bench(session: nox.Session) -> None:
    """Time assessments beside a bare loop, zen-engine and datalogic-py."""
    install(session, "bench")
    session.run("python", "benchmarks/bench.py", *session.posargs)


@nox.session(default=False)
def bench_frames(session: nox.Session) -> None:
    """Time dataframes beside code written by hand; `-- 10000000` sets the number of rows."""
    install(session, "tests")
    session.run("python", "benchmarks/frames.py", *session.posargs)


@nox.session(default=False)
def frames(session: nox.Session) -> None:
    """Compare every dataframe engine with the interpreter on a million rows of random rubrics; `-- 20000` sets the number."""
    install(session, "spark")
    rows = session.posargs or ["1000000"]
    session.run("python", "tests/frames/agree.py", *rows)
    if shutil.which("java"):
        session.env["SPARK_LOCAL_IP"] = "127.0.0.1"
        session.run("python", "tests/frames/agree.py", *rows, "--spark")
