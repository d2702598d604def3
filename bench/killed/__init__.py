"""Acts of the desk killed at any point, done again to the end, and held against the same acts undisturbed.

    python -m bench.killed --times 500

Each act runs in a process of its own, on its own copy of a small office's folder, and is killed (SIGKILL) at a random
moment, at its n-th SQL statement, or at its n-th system call that changes the disk. See docs/reliability.md.
"""
