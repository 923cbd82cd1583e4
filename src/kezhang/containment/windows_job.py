"""Windows 的限额: a job object, which bounds the process that puts itself into it and all that this one starts."""

import ctypes
import sys

#: Times count in tenths of a microsecond.
TICKS = 10_000_000


class JobLimits(ctypes.Structure):
    """JOBOBJECT_EXTENDED_LIMIT_INFORMATION of the Windows API, with all that it embeds laid out flat."""

    _fields_ = (
        ("process_user_time", ctypes.c_int64),
        ("job_user_time", ctypes.c_int64),
        ("flags", ctypes.c_uint32),
        ("least_working_set", ctypes.c_size_t),
        ("most_working_set", ctypes.c_size_t),
        ("active_processes", ctypes.c_uint32),
        ("affinity", ctypes.c_size_t),
        ("priority", ctypes.c_uint32),
        ("scheduling", ctypes.c_uint32),
        ("transfers", ctypes.c_uint64 * 6),
        ("process_memory", ctypes.c_size_t),
        ("job_memory", ctypes.c_size_t),
        ("peak_process_memory", ctypes.c_size_t),
        ("peak_job_memory", ctypes.c_size_t),
    )


if sys.platform == "win32":
    _EXTENDED_LIMITS = 9
    _PROCESS_TIME, _PROCESS_MEMORY, _KILL_ON_CLOSE, _NO_ERROR_WINDOW = 0x2, 0x100, 0x2000, 0x400

    def limit(memory: int, seconds: int) -> None:
        """Put this process into a job that ends with it; the handle stays open as long as the process lives."""
        windows = ctypes.WinDLL("kernel32", use_last_error=True)
        windows.CreateJobObjectW.restype = windows.GetCurrentProcess.restype = ctypes.c_void_p
        job = ctypes.c_void_p(windows.CreateJobObjectW(None, None))
        asked = JobLimits(flags=_PROCESS_MEMORY | _KILL_ON_CLOSE | _NO_ERROR_WINDOW, process_memory=memory)
        if seconds:
            asked.flags |= _PROCESS_TIME
            asked.process_user_time = seconds * TICKS
        if windows.SetInformationJobObject(job, _EXTENDED_LIMITS, ctypes.byref(asked), ctypes.sizeof(asked)):
            windows.AssignProcessToJobObject(job, ctypes.c_void_p(windows.GetCurrentProcess()))
