"""What the tests of the command line share: a small panel as a file, and running a command."""

import pytest

from analysis.__main__ import main

HEADER = "expert,round,item,question,value"


@pytest.fixture
def panel(tmp_path):
    """Write eight experts' answers to two questions in two rounds, and return the path."""
    rows = [
        f"e{expert},{round_},{item},{question},{1 + (expert * step + round_) % 7}"
        for question, step in (("impact", 3), ("control", 2))
        for round_ in (1, 2)
        for step, item in enumerate(("기후", "energy", "age", "trade"), start=step)
        for expert in range(8)
    ]
    path = tmp_path / "ratings.csv"
    path.write_text("\n".join([HEADER, *rows, "e0,1,once,scan,4", "e1,1,once,scan,dk"]) + "\n", "utf-8")
    return str(path)


def run(capsys, *arguments):
    """Run a command and return its status, what it printed, and its complaints."""
    status = main(list(arguments))
    written = capsys.readouterr()
    return status, written.out, written.err
