"""``python -m mugur.cli.child PARENT -m module …``: a Python program that ends when the one that started it does.

Where the kernel can (Linux), a parent killed without a chance to say goodbye
takes its children with it, so that no port and no job stays held.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def main() -> None:
    """Ask for a signal at the parent's death, then become the program."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != int(sys.argv[1]):  # it died before we could ask
            sys.exit(0)
    os.execv(sys.executable, [sys.executable, *sys.argv[2:]])


if __name__ == "__main__":
    main()
