"""Takes away from the calling process what a reader of files does not need: network, writing, memory, time."""

import ctypes
import sys

OPEN_FILES = 64
NEW_NETWORK, NEW_USER = 0x40000000, 0x10000000  # of Linux's unshare


def limit(memory_bytes: int) -> None:
    """Bounds address space and files; nothing can be written into a file. Linux and macOS."""
    if sys.platform == "win32":
        return
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (OPEN_FILES, OPEN_FILES))


def renew_time(seconds: int) -> None:
    """Gives the process that much CPU time from now on: it is ended by the kernel when it takes more."""
    if sys.platform == "win32":
        return
    import resource

    used = resource.getrusage(resource.RUSAGE_SELF)
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + seconds, hard))


def leave_network() -> bool:
    """Goes where there is no network, not even loopback; False where the kernel or the container does not allow it."""
    if sys.platform != "linux":
        return False
    unshare = ctypes.CDLL(None, use_errno=True).unshare
    return any(unshare(what) == 0 for what in (NEW_NETWORK, NEW_USER | NEW_NETWORK))
