"""The console script: starts the command line, or explains how to install what it needs."""

import gc
import sys

from .streams import OutputError, guarded

_NEEDED = ("click", "prompt_toolkit", "rich")


def main() -> None:
    """Run the command line and exit with its status."""
    gc.set_threshold(100_000)  # collecting garbage would take a twentieth of the time of a short command
    with guarded():
        status = _status()
    sys.exit(status)


def _status() -> int:
    try:
        from .commands import run

        return run()
    except OutputError as error:
        sys.stderr.write(error.message)
        return error.status
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in _NEEDED:
            raise
        sys.stderr.write(
            'The command line needs click, prompt_toolkit and rich. To install them: pip install "attain[cli]"\n'
        )
        return 2
    except KeyboardInterrupt:  # before or after click handles it
        return 130
