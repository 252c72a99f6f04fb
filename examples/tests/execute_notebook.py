"""Run the notebook from a clean state; to write it again, run `python examples/tests/execute_notebook.py`."""

from pathlib import Path

import nbformat
from nbclient import NotebookClient

NOTEBOOK = Path(__file__).parents[1] / "partner-manager.ipynb"
METADATA = {  # leaves out the versions of the last run
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def executed() -> str:
    """Return the text of the notebook with the outputs from a new kernel, or raise the error of a cell."""
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    client = NotebookClient(
        notebook,
        timeout=120,
        kernel_name="python3",
        coalesce_streams=True,
        record_timing=False,
        resources={"metadata": {"path": str(NOTEBOOK.parent)}},
    )
    client.execute()
    notebook.metadata = nbformat.from_dict(METADATA)
    nbformat.validate(notebook)
    return f"{nbformat.writes(notebook)}\n"


if __name__ == "__main__":
    NOTEBOOK.write_text(executed(), encoding="utf-8")
