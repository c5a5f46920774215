"""What the steps stand on: the acceptance suite, which knows the platform only over the wire."""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - whoever starts behave with an older Python is told so in one line
    sys.stderr.write(
        "Python 3.11 or newer is expected, but this is "
        + ".".join(str(part) for part in sys.version_info[:3])
        + ": make a new .venv with a newer one, for example make acceptance PYTHON=python3.11\n"
    )
    sys.exit(2)
