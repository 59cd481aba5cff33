#!/usr/bin/env python3
"""Measures commands that build the same site against each other, and prints a Markdown table.

    compare.py --folder SITE --clean feeds --clean public --edit "$(cat SITE/newest)" \\
        feedmill='feedmill build' hugo='hugo --quiet -d public'

Each command is measured as a whole process, as the kernel accounts for it and for the children it waited for: processor
time in user and system mode, time on the wall, and the most memory that one of its processes held. The phases:

    cold    what --clean names is deleted, then the command runs
    again   it runs once more, and nothing has changed
    edit    a line is appended to the file that --edit names, then it runs

The commands take turns in every phase, so that a machine that is busy with other things is so for all of them. Those in
one folder must not write the same files. Figures are
medians of --runs runs, after one that is not counted; behind the processor time stand the least and the most. Ratios
are the command's median by the first command's. Files stay in the page cache. Needs Python 3.9 and Linux, BSD or macOS.
"""

import argparse
import os
import shlex
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

PHASES = ("cold", "again", "edit")


def measure(command, folder):
    """Runs a command: seconds of processor, seconds on the wall, bytes of memory."""
    start = time.monotonic()
    process = subprocess.Popen(shlex.split(command), cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    wall = time.monotonic() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"`{command}` ended with {process.returncode} in {folder}")
    unit = 1 if sys.platform == "darwin" else 1024
    return used.ru_utime + used.ru_stime, wall, used.ru_maxrss * unit


def prepare(phase, folder, options, text):
    """Brings a folder into the state that a phase begins with."""
    for name in options.clean if phase == "cold" else []:
        path = folder / name
        if path.is_dir():
            shutil.rmtree(path)
        path.unlink(missing_ok=True)
    if phase == "edit":
        with open(folder / options.edit, "a", encoding="utf-8") as article:
            article.write(text)


def rounds(commands, options):
    """All measurements, by phase and name."""
    phases = [phase for phase in PHASES if phase != "edit" or options.edit]
    results = {(phase, name): [] for phase in phases for name, _, _ in commands}
    for number in range(options.runs + 1):
        for phase in phases:
            for folder in {folder for _, _, folder in commands}:
                prepare(phase, folder, options, f"\nLine {time.time_ns()} of a benchmark.\n")
            for name, command, folder in commands:
                measured = measure(command, folder)
                if number > 0:
                    results[phase, name].append(measured)
        print(f"{number} of {options.runs}", end="\r", file=sys.stderr)
    return results


def table(results):
    """The results as a Markdown table."""
    yield "| phase | command | CPU s (least–most) | wall s | memory MB | CPU × | wall × | memory × |"
    yield "|---|---|--:|--:|--:|--:|--:|--:|"
    first = {}
    for (phase, name), runs in results.items():
        medians = [statistics.median(values) for values in zip(*runs)]
        cpu, wall, memory = medians
        cpus = [run[0] for run in runs]
        ratios = [value / base for value, base in zip(medians, first.setdefault(phase, medians))]
        yield (
            f"| {phase} | {name} | {cpu:.2f} ({min(cpus):.2f}–{max(cpus):.2f}) | {wall:.2f} | {memory / 1e6:.0f} "
            f"| {ratios[0]:.2f} | {ratios[1]:.2f} | {ratios[2]:.2f} |"
        )


def main():
    about, _, rest = __doc__.partition("\n\n")
    parser = argparse.ArgumentParser(
        description=about, epilog=rest, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--folder", action="append", required=True, type=Path, metavar="DIR",
                        help="where the commands run: once for all, or once for each, in their order")
    parser.add_argument("--clean", action="append", default=[], metavar="PATH",
                        help="what to delete before a cold run, in the folder; may be given again")
    parser.add_argument("--edit", metavar="FILE", help="the file that is changed, in the folder; without it no phase `edit`")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("commands", nargs="+", metavar="NAME=COMMAND")
    options = parser.parse_args()
    if len(options.folder) not in (1, len(options.commands)) or options.runs < 1:
        parser.error("give one --folder for all commands, or one for each, and at least one run")
    folders = options.folder * len(options.commands) if len(options.folder) == 1 else options.folder
    if not all("=" in command for command in options.commands):
        parser.error("a command is given as NAME=COMMAND")
    commands = [(*given.split("=", 1), folder) for given, folder in zip(options.commands, folders)]
    if len({name for name, _, _ in commands}) < len(commands):
        parser.error("two commands have one name")
    print(*table(rounds(commands, options)), sep="\n")


if __name__ == "__main__":
    main()
