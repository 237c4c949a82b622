#!/bin/sh
# Print the path of a Python 3.13, wherever people have one. Each candidate is run and asked: a pyenv shim
# exists for every version that was ever installed, and answers with an error for most of them.
set -u

says_3_13() {
    [ "$("$1" -c 'import sys, venv, ensurepip; print("%d.%d" % sys.version_info[:2])' 2>/dev/null)" = 3.13 ]
}

try() {
    for candidate in "$@"; do
        found=$(command -v "$candidate" 2>/dev/null) || continue
        if says_3_13 "$found"; then
            printf '%s\n' "$found"
            exit 0
        fi
    done
}

if [ -n "${PYTHON:-}" ]; then
    try "$PYTHON"
    echo "PYTHON=$PYTHON is not a Python 3.13 with venv and ensurepip." >&2
    exit 1
fi

# What an earlier install has made, once it is whole: shims that ask around take longer than all else.
if [ -x .venv/bin/pip ]; then
    try .venv/bin/python
fi

# Unquoted on purpose: patterns that match nothing stay as they are and are no commands.
try python3.13 python3 python \
    "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.13*/bin/python3.13 \
    "$HOME"/.pyenv/versions/3.13*/bin/python3.13 \
    "${UV_PYTHON_INSTALL_DIR:-$HOME/.local/share/uv/python}"/*3.13*/bin/python3.13 \
    "$HOME"/.local/share/uv/python/*3.13*/bin/python3.13 \
    /usr/bin/python3.13 \
    /usr/local/bin/python3.13 \
    /opt/homebrew/bin/python3.13 \
    /opt/homebrew/opt/python@3.13/bin/python3.13 \
    /home/linuxbrew/.linuxbrew/bin/python3.13 \
    /Library/Frameworks/Python.framework/Versions/3.13/bin/python3.13

echo "Python 3.13 (with venv) was not found; install it, or name it: make demo PYTHON=/path/to/python3.13" >&2
exit 1
