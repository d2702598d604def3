"""Pieces of work so light that a process is started for them in no time."""

import os
import signal


def double(number):
    """Twice a number; ValueError below nothing."""
    if number < 0:
        raise ValueError(f"{number} is below nothing")
    return 2 * number


def dies(number):
    """Takes its process with it."""
    os.kill(os.getpid(), signal.SIGKILL)
