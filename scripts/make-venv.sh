#!/bin/sh
# Make .venv anew, with the Python named by the first argument or else the first fitting one on the PATH.
set -eu

say() { printf '%s\n' "$*" >&2; }

answers() { "$1" -c "$2" >/dev/null 2>&1; }
version() { "$1" -c 'import sys; print("%d.%d.%d" % sys.version_info[:3])' 2>/dev/null; }

if [ -n "${1:-}" ]; then
    set -- "$1"
else
    set -- python3 python3.14 python3.13 python3.12 python3.11 python
fi

seen=
bare=
for python in "$@"; do
    found=$(version "$python") || continue
    seen="${seen:+$seen,} $python is $found"
    answers "$python" 'import sys; sys.exit(sys.version_info < (3, 11))' || continue
    if answers "$python" 'import ensurepip, venv'; then
        say "Making .venv with Python $found"
        "$python" -m venv --clear .venv
        printf '%s\n' "$(pwd)" "$python" >.venv/made-in
        exit 0
    fi
    bare="${bare:-$python ($found)}"
done

if [ -n "$bare" ]; then
    say "$bare is new enough, but it lacks the modules venv or ensurepip, which make .venv."
    say "On Debian and Ubuntu they come with: apt install python3-venv"
else
    say "The site builder needs Python 3.11 or newer, and found none:${seen:- there is no $1 on this machine.}"
    say "Install one (https://www.python.org/downloads/, or your system's packages), or name it:"
    say "    make build PYTHON=/path/to/python3.12"
fi
exit 1
