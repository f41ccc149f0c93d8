#!/usr/bin/env python3
"""What the benchmarks say, as ratios of a time to that of a stock implementation in the same run.

bench_ratios.py smoke|compare|update RESULTS RATIOS.json

RESULTS is a folder with Google Benchmark's JSON, one file a program. Of several repetitions the quickest counts:
other programs only ever make one slower. "smoke" only asks that every benchmark ran and every ratio can be formed;
"compare" fails where a ratio is larger than the kept one by more than the tolerance, and where none is kept yet;
"update" writes what was measured into the file.
"""

import json
import pathlib
import sys


def times(file):
    """Milliseconds by name, and what failed."""
    units = {"ns": 1e-6, "us": 1e-3, "ms": 1.0, "s": 1e3}
    quickest, failed = {}, []
    for run in json.loads(file.read_text())["benchmarks"]:
        if run.get("run_type") == "aggregate":
            continue
        # "uptakeWrites/20/195/real_time/iterations:3": what is said of the way of measuring is no part of the name.
        name = "/".join(
            part
            for part in run["run_name"].split("/")
            if part not in ("real_time", "manual_time") and not part.startswith(("iterations:", "repeats:"))
        )
        if run.get("error_occurred"):
            failed.append(f"{file.stem}: {name}: {run.get('error_message', 'failed')}")
            continue
        time = run["real_time"] * units[run["time_unit"]]
        quickest[name] = min(time, quickest.get(name, time))
    return quickest, failed


def main(mode, results, kept_file):
    kept_file = pathlib.Path(kept_file)
    kept = json.loads(kept_file.read_text())
    failures = []
    for program, ratios in kept["ratios"].items():
        file = pathlib.Path(results) / (program + ".json")
        if not file.exists():
            failures.append(f"{program} left no results")
            continue
        measured, failed = times(file)
        failures += failed
        for name, ratio in ratios.items():
            if name not in measured or ratio["to"] not in measured:
                failures.append(f"{program}: {name} or {ratio['to']} was not measured")
                continue
            now = measured[name] / measured[ratio["to"]]
            if mode == "update":
                ratio["ratio"] = float(f"{now:.3g}")
            if mode != "compare":
                continue
            if "ratio" not in ratio:
                failures.append(f"{program}: {name} takes {now:.3g} of {ratio['to']}; no ratio is kept to compare with")
                continue
            limit = 1.0 + ratio.get("tolerance", kept["tolerance"])
            change = now / ratio["ratio"]
            verdict = "SLOWER" if change > limit else "faster" if change * limit < 1.0 else ""
            print(f"{program:18}{name:32}{ratio['ratio']:10.3g} ->{now:10.3g}{100 * (change - 1):+8.0f} %  {verdict}")
            if verdict == "SLOWER":
                failures.append(f"{program}: {name} takes {now:.3g} of {ratio['to']}, not {ratio['ratio']:.3g}")
    if mode == "update" and not failures:
        kept_file.write_text(json.dumps(kept, indent=2) + "\n")
    for failure in failures:
        print(failure, file=sys.stderr)
    return 1 if failures else 0


if __name__ == "__main__":
    if len(sys.argv) != 4 or sys.argv[1] not in ("smoke", "compare", "update"):
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
