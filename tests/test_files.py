"""The files that commands write: complete or not at all, as private as the files they replace, and refused with the reason."""

import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import click
import polars as pl
import pytest

from attain._cli.files import create, replacing

if sys.platform == "win32":
    pytest.skip("modes and links are another matter there", allow_module_level=True)
else:
    import resource


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """Return a file that is to be replaced."""
    file = tmp_path / "out.csv"
    file.write_text("before")
    return file


def replace(file: Path) -> None:
    with replacing(file) as stream:
        assert stream.write(b"after") == 5


def mode(file: Path) -> int:
    return stat.S_IMODE(file.stat().st_mode)


@pytest.mark.parametrize("private", [0o600, 0o640, 0o664])
def test_a_file_keeps_its_mode_and_is_private_while_it_is_written(out: Path, private: int) -> None:
    out.chmod(private)
    changed = out.stat().st_mtime_ns
    with replacing(out) as stream:
        stream.write(b"after")
        (part,) = out.parent.glob(".attain-*")
        assert mode(part) == 0o600
    assert (out.read_text(), mode(out)) == ("after", private)
    assert out.stat().st_mtime_ns > changed
    assert [*out.parent.iterdir()] == [out]


def test_a_new_file_has_the_mode_that_the_user_gives_all_new_files(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        replace(tmp_path / "new.csv")
    finally:
        os.umask(before)
    assert mode(tmp_path / "new.csv") == 0o640


@pytest.mark.parametrize("there", [True, False])
def test_a_link_stays_and_its_target_is_written(out: Path, tmp_path: Path, there: bool) -> None:
    link = tmp_path / "link.csv"
    link.symlink_to(out)
    if not there:
        out.unlink()
    replace(link)
    assert (link.readlink(), out.read_text()) == (out, "after")


def test_all_names_of_a_file_show_the_new_content(out: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.csv"
    other.hardlink_to(out)
    replace(out)
    assert (other.read_text(), out.samefile(other), len([*tmp_path.iterdir()])) == ("after", True, 2)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
def test_a_file_keeps_its_owner(out: Path) -> None:
    os.chown(out, 1, 1)
    replace(out)
    assert (out.read_text(), out.stat().st_uid, out.stat().st_gid) == ("after", 1, 1)


def test_if_writing_fails_the_old_content_is_kept(out: Path) -> None:
    def half(error: type[BaseException]) -> None:
        with replacing(out) as stream:
            stream.write(b"half")
            raise error

    for error in (ValueError, KeyboardInterrupt):
        with pytest.raises(error):
            half(error)
    assert out.read_text() == "before"
    assert [*out.parent.iterdir()] == [out]


def test_a_name_may_be_as_long_as_the_file_system_takes_and_no_longer(tmp_path: Path) -> None:
    longest = tmp_path / f"{'x' * 251}.csv"
    replace(longest)
    assert longest.read_text() == "after"
    with pytest.raises(click.ClickException, match=r"x\.csv can't be written: file name too long$"):
        replace(tmp_path / f"{'x' * 252}.csv")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="it has no device that is always full")
def test_a_device_is_written_to_and_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "full.csv").symlink_to("/dev/full")
    with pytest.raises(click.ClickException, match=r"full\.csv can't be written: no space left on device$"):
        replace(tmp_path / "full.csv")
    assert stat.S_ISCHR(Path("/dev/full").stat().st_mode)
    assert not [*Path("/dev").glob(".attain-*")]


def test_if_one_of_several_new_files_can_not_be_written_none_is_left(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("before")
    files = {tmp_path / "a" / "b" / "one.toml": "1", tmp_path / "a" / "two.toml": "2", tmp_path / "taken": "3"}
    with pytest.raises(click.ClickException, match=r"taken can't be written: file exists$"):
        create(files)
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {"taken": "before"}


# ---------------------------------------------------------------- a full disk, as a process meets it


def limited() -> None:
    """Limit files to a megabyte, as on a disk that is nearly full; coverage writes less than that."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))


def test_a_write_that_fails_names_the_file(out: Path) -> None:
    def fill() -> None:
        with replacing(out) as stream:
            while True:
                stream.write(b"x" * 1000)

    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, hard))
    try:
        with pytest.raises(click.ClickException, match=r"out\.csv can't be written: file too large$"):
            fill()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert out.read_text() == "before"
    assert [*out.parent.iterdir()] == [out]


MOUNTED = [
    "unshare",
    "--mount",
    "--map-root-user",
    "sh",
    "-c",
    'mount -t tmpfs -o ro none "$1" && shift && exec "$@"',
    "sh",
]


@pytest.mark.skipif(
    shutil.which("unshare") is None
    or subprocess.run([*MOUNTED, "/mnt", "true"], check=False, capture_output=True).returncode > 0,
    reason="this user may not mount anything",
)
def test_a_file_system_that_takes_no_files_is_named(tmp_path: Path) -> None:
    (tmp_path / "one.csv").write_text("id,agreement.nda\na,yes\n")
    (tmp_path / "fixed").mkdir()
    command = [sys.executable, "-m", "attain", "score", "iamcp-p2p", "one.csv", "--partial", "-o", "fixed/out.csv"]
    done = subprocess.run(
        [*MOUNTED, "fixed", *command], cwd=tmp_path, check=False, capture_output=True, encoding="utf-8"
    )
    assert (done.returncode, done.stderr) == (2, "Error: fixed/out.csv can't be written: read-only file system\n")


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_output_that_does_not_fit_on_the_disk_is_reported_for_the_output(tmp_path: Path, ending: str) -> None:
    table = {"id": range(500), "agreement.nda": ["yes"] * 500, "note": [os.urandom(4000).hex() for _ in range(500)]}
    pl.DataFrame(table).write_parquet(tmp_path / "many.parquet")
    out = tmp_path / f"out.{ending}"
    out.write_text("before")
    command = [sys.executable, "-m", "attain", "score", "iamcp-p2p", "many.parquet", "--partial", "--keep", "note"]
    command += ["-o", out.name]
    done = subprocess.run(command, cwd=tmp_path, check=False, capture_output=True, encoding="utf-8", preexec_fn=limited)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"Error: {out.name} can't be written: file too large\n"
    assert out.read_text() == "before"
    assert {path.name for path in tmp_path.iterdir()} == {"many.parquet", out.name}
