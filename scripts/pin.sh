#!/bin/sh
# Write constraints.txt: the newest releases that fit pyproject.toml, by name and version and nothing else.
set -eu

fresh=$(mktemp -d)
trap 'rm -rf "$fresh"' EXIT

.venv/bin/python -m venv "$fresh/venv"
"$fresh/venv/bin/python" -m pip install --quiet --upgrade pip
"$fresh/venv/bin/python" -m pip install --quiet --editable '.[search]' --group dev

{
    echo "# The versions that the site builder is tested with, its tools included. Written by: make constraints"
    "$fresh/venv/bin/python" -m pip freeze --all --exclude-editable --exclude setuptools
} >"$fresh/constraints.txt"
cp "$fresh/constraints.txt" constraints.txt
