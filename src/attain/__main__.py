"""``python -m attain``: the command line."""

from ._cli import main

main()
