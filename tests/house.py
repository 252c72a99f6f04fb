"""A real virtual environment in which attain is installed, for the tests of plugins and of the guide for vendors."""

import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path

import attrs
import pytest

ROOT = Path(__file__).parents[1]
SOURCES = Path(__file__).parent / "plugins"
EXAMPLE = ROOT / "examples" / "best-region"
RUBRICS = ROOT / "rubrics"

WARN_ALWAYS = "import warnings; warnings.simplefilter('always'); import attain\n"


@attrs.frozen
class House:
    """A virtual environment in which attain is installed, and the wheels of some plugins."""

    home: Path
    wheels: Path

    def run(
        self,
        *command: str,
        plugins: Iterable[str] = (),
        variables: Mapping[str, str] | None = None,
        cwd: Path | None = None,
    ) -> subprocess.CompletedProcess[str]:
        """Run a program of the environment, which sees some plugins."""
        path = os.pathsep.join(str(self.unpacked(name)) for name in plugins)
        return subprocess.run(
            [str(self.home / "bin" / command[0]), *command[1:]],
            check=False,
            capture_output=True,
            encoding="utf-8",
            env=self.variables(PYTHONPATH=path) | dict(variables or {}),
            cwd=cwd or self.home,
        )

    def shell(self, command: str, cwd: Path) -> str:
        """Return the output of a command on both streams, as if typed there; pip works offline, with the packages of the tests."""
        lent = os.pathsep.join([str(self.home / "bin"), str(Path(sys.executable).parent), os.environ["PATH"]])
        offline = {"PIP_NO_INDEX": "1", "PIP_NO_BUILD_ISOLATION": "0", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
        done = subprocess.run(
            command,
            check=False,  # a command may report findings
            cwd=cwd,
            encoding="utf-8",
            env=self.variables(PATH=lent, COLUMNS="80", **offline),
            shell=True,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
        )
        return done.stdout

    def variables(self, **more: str) -> dict[str, str]:
        """Return the environment of a program, without the settings of the tests that run it."""
        inherited = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "COV", "ATTAIN"))}
        return inherited | {"PYTHONUTF8": "1", "NO_COLOR": "1", "COLUMNS": "120"} | more

    def python(self, code: str, *plugins: str, **variables: str) -> str:
        """Return the output of a Python program on both streams."""
        done = self.run("python", "-c", WARN_ALWAYS + code, plugins=plugins, variables=variables)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip() + done.stderr.strip()

    def pip(self, *command: str) -> None:
        done = self.run("python", "-m", "pip", *command, "--quiet", "--disable-pip-version-check")
        assert done.returncode == 0, done.stderr

    def unpacked(self, name: str) -> Path:
        folder = self.wheels / name
        if not folder.exists():
            zipfile.ZipFile(self.wheel(name)).extractall(folder)
        return folder

    def wheel(self, name: str) -> Path:
        (found,) = self.wheels.glob(f"{name.replace('-', '_')}-[0-9]*.whl")
        return found


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    house = House(tmp_path_factory.mktemp("venv"), tmp_path_factory.mktemp("wheels"))
    venv.create(house.home, with_pip=True, symlinks=os.name != "nt")
    # The environment of the tests lends the dependencies of attain and the tools that build wheels.
    lent = sysconfig.get_paths()["purelib"]
    own = house.run("python", "-c", "import sysconfig; print(sysconfig.get_paths()['purelib'])").stdout.strip()
    Path(own, "lent.pth").write_text(lent, encoding="utf-8")
    house.pip("uninstall", "--yes", "setuptools")  # Python 3.11 brings a version of its own, which is too old
    sources = [
        str(ROOT),
        str(EXAMPLE),
        str(RUBRICS),
        *(str(path) for path in sorted(SOURCES.iterdir()) if path.is_dir()),
    ]
    house.pip("wheel", "--no-build-isolation", "--no-deps", "--no-index", "--wheel-dir", str(house.wheels), *sources)
    house.pip("install", "--no-deps", "--no-index", "--ignore-installed", str(house.wheel("attain")))
    return house
