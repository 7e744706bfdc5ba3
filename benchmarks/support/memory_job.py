"""One job in a process of its own, as a script: prints the most memory that it ever held, in MB."""

import resource
import sys
from pathlib import Path

MB = 2.0**20


def run(job: str, path: Path) -> None:
    """Do one job; each imports only what it needs."""
    if job == "floor":
        from support.workload import plain_analysis  # noqa: PLC0415

        plain_analysis(path)
        return
    from analysis import LiveAnalysis, analyze, calibrate  # noqa: PLC0415
    from sensing import read_recording  # noqa: PLC0415

    recording = read_recording(path)
    if job == "analyze":
        analyze(recording)
        return
    live = LiveAnalysis(calibrate(recording, exercise="leg_lift"), "leg_lift")
    for packet in recording.blocks(10):
        live.push(packet)


def peak_mb() -> float:
    """Return the most memory this process held.

    On Linux ``ru_maxrss`` also remembers the process that started this one; the kernel's high-water mark of
    the address space does not, so it is taken where there is one.
    """
    status = Path("/proc/self/status")
    if status.exists():
        for line in status.read_text(encoding="ascii").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024.0 / MB
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / MB if sys.platform == "darwin" else peak * 1024.0 / MB


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    run(sys.argv[1], Path(sys.argv[2]))
    print(f"{peak_mb():.1f}")
