#!/usr/bin/env python3
"""How much of each room's sources the tests ran through: coverage.py BUILD, built with --coverage.

A line that is compiled into several programs counts once, as run when any of them ran it.
"""

import collections
import gzip
import json
import pathlib
import subprocess
import sys
import tempfile

ROOMS = ("core", "io", "annotation", "viewer", "app")


def main(build):
    build = pathlib.Path(build).resolve()
    root = build.parent
    lines = collections.defaultdict(dict)  # file -> line -> was run
    data = sorted(build.rglob("*.gcda"))
    for start in range(0, len(data), 50):
        with tempfile.TemporaryDirectory() as folder:
            some = [str(path) for path in data[start : start + 50]]
            subprocess.run(["gcov", "--json-format", *some], cwd=folder, check=True, stdout=subprocess.DEVNULL)
            for report in pathlib.Path(folder).glob("*.json.gz"):
                with gzip.open(report) as stream:
                    content = json.load(stream)
                for file in content["files"]:
                    path = (root / file["file"]).resolve()
                    if not path.is_relative_to(root):
                        continue
                    known = lines[path.relative_to(root)]
                    for line in file["lines"]:
                        number = line["line_number"]
                        known[number] = known.get(number, False) or line["count"] > 0
    parts = []
    for room in ROOMS:
        runs = [run for file, known in lines.items() if file.parts[0] == room for run in known.values()]
        if runs:
            parts.append(f"{room} {100 * sum(runs) / len(runs):.0f} %")
    if not parts:
        sys.exit("coverage: nothing was run")
    print("Lines run by the tests: " + ", ".join(parts) + ".")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
