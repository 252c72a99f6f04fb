"""The console script: starts the command line, or tells how to install what it needs."""

import sys
from io import TextIOWrapper
from typing import cast

_NEEDED = ("click", "rich")


def main() -> None:
    """Run the command line, and end with its exit status."""
    for stream in (sys.stdout, sys.stderr):
        cast(TextIOWrapper, stream).reconfigure(encoding="utf-8", errors="replace")  # whatever a pipe's would be
    try:
        from .commands import run

        status = run()
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in _NEEDED:
            raise
        sys.stderr.write('The command line needs click and rich. To install them: pip install "attain[cli]"\n')
        status = 2
    except KeyboardInterrupt:  # before or after click looks after it
        status = 130
    sys.exit(status)
