"""Whole jobs: a failing rank ends all; killed runs go on with the same bits; two machines."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from minidnn.distributed.launch import launch
from tests.distributed.jobs import ROOT, launched, needs_mpi

pytestmark = needs_mpi
PROGRAMS = Path(__file__).parent / "programs"
SECONDS = 30  # a job with a dead rank must end within


def test_an_error_ends_all_ranks_with_its_traceback():
    done = launched(3, PROGRAMS / "fails.py", "raise", timeout=2 * SECONDS)
    assert done.returncode == 1
    assert "ZeroDivisionError: division by zero" in done.stderr
    assert "rank 1 of 3 failed with the error above; all ranks are ended" in done.stderr
    assert "minidnn launch: the job failed with exit code 1" in done.stderr
    assert "runpy" not in done.stderr
    assert done.stderr.count("Traceback") == 1


def test_an_exit_code_ends_all_ranks():
    done = launched(2, PROGRAMS / "fails.py", "exit", timeout=2 * SECONDS)
    assert done.returncode == 3
    assert "rank 1 of 2 left with exit code 3" in done.stderr


def test_without_the_launcher_an_error_ends_all_ranks_too():
    from minidnn.distributed.mpi import mpiexec

    values = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    command = [mpiexec(), "-n", "2", sys.executable, str(PROGRAMS / "fails.py"), "raise"]
    from minidnn.distributed.mpi import communicator

    communicator()  # sets MPI4PY_LIBMPI where mpi4py does not find the library itself
    values["MPI4PY_LIBMPI"] = os.environ.get("MPI4PY_LIBMPI", "")
    done = subprocess.run(command, env=values, capture_output=True, text=True, timeout=2 * SECONDS)
    assert done.returncode == 1 and "rank 1 of 2 failed" in done.stderr


def test_a_killed_rank_ends_all_with_a_message():
    done = launched(2, PROGRAMS / "fails.py", "kill", timeout=2 * SECONDS)
    assert done.returncode != 0
    assert "rank 1 (process " in done.stderr
    assert "was killed (SIGKILL)" in done.stderr
    assert "All other ranks were ended." in done.stderr


def killed_and_resumed(folder, ranks, steps, rng):
    """Start, kill a rank at a random moment, go on; seconds from the kill to the end."""
    command = [sys.executable, "-m", "minidnn", "launch", "-n", str(ranks)]
    command += [str(PROGRAMS / "resumes.py"), str(folder), str(steps), "0.01"]
    values = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    job = subprocess.Popen(
        command, env=values, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert "saved" in job.stdout.readline()
    time.sleep(rng.uniform(0, 0.2))
    victims = [pid for pid in children_of(job.pid) if b"distributed.run" in cmdline(pid)]
    if victims:
        os.kill(rng.choice(victims), signal.SIGKILL)
    start = time.monotonic()
    _, errors = job.communicate(timeout=2 * SECONDS)
    seconds = time.monotonic() - start
    if job.returncode:
        assert "was killed (SIGKILL)" in errors
    done = launched(ranks, PROGRAMS / "resumes.py", folder, steps)
    assert done.returncode == 0, done.stderr
    return seconds, job.returncode


def children_of(pid):
    """The processes that descend from one."""
    found = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            found += [int(child), *children_of(int(child))]
    return found


def cmdline(pid):
    """A process's command."""
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except FileNotFoundError:
        return b""
    return b" ".join(words[:3])


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="needs /proc")
def test_a_killed_job_goes_on_with_the_same_bits(tmp_path):
    rng = random.Random(os.environ.get("MINIDNN_KILL_SEED", "0"))
    (tmp_path / "whole").mkdir()
    assert launched(2, PROGRAMS / "resumes.py", tmp_path / "whole", 60).returncode == 0
    expected = (tmp_path / "whole" / "result").read_bytes()
    for i in range(int(os.environ.get("MINIDNN_KILLS", "2"))):
        folder = tmp_path / str(i)
        folder.mkdir()
        seconds, code = killed_and_resumed(folder, 2, 60, rng)
        print(f"kill {i}: exit code {code}, ended after {seconds:.1f} s")
        assert seconds < SECONDS
        assert (folder / "result").read_bytes() == expected


@pytest.mark.parametrize("later", [[], ["later"]])  # join=True, and join=False
def test_pytorchs_tutorial_program_runs(later):
    values = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    command = [sys.executable, str(PROGRAMS / "spawns.py"), "2", *later]
    done = subprocess.run(command, env=values, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0 and "done 2" in done.stdout, done.stderr


def test_mistakes_are_said_before_anything_starts(tmp_path):
    with pytest.raises(ValueError, match="there is no program nothing.py"):
        launch(["nothing.py"], 2)
    with pytest.raises(ValueError, match="at least 1; got 0"):
        launch([str(PROGRAMS / "fails.py")], 0)
    with pytest.raises(ValueError, match="there is no host file"):
        launch([str(PROGRAMS / "fails.py")], 1, tmp_path / "hosts")
    program = tmp_path / "wrong.py"
    program.write_text("from minidnn import distributed as d\nd.init_process_group(world_size=3)")
    done = launched(1, program, timeout=2 * SECONDS)
    assert (
        "world_size=3, but MPI says 1. Start the program with `minidnn launch -n 3" in done.stderr
    )


# Several machines: two network namespaces, each with an address of its own, joined by a cable

NAMES = tuple(f"minidnn-{name}-{os.getpid()}" for name in "ab")


def run(*command):
    return subprocess.run(command, capture_output=True, text=True, timeout=10)


@pytest.fixture
def machines(tmp_path):
    """Two network namespaces a, b with 10.77.0.1 and 10.77.0.2; and a stand-in for ssh."""
    if shutil.which("ip") is None or os.geteuid() != 0:
        pytest.skip("needs root and the command `ip`")
    a, b = NAMES
    try:
        for name in NAMES:
            if run("ip", "netns", "add", name).returncode:
                pytest.skip("no network namespaces on this machine")
        run("ip", "link", "add", "mdnn0", "netns", a, "type", "veth", "peer", "mdnn1", "netns", b)
        for name, link, number in ((a, "mdnn0", 1), (b, "mdnn1", 2)):
            run("ip", "-n", name, "addr", "add", f"10.77.0.{number}/24", "dev", link)
            run("ip", "-n", name, "link", "set", link, "up")
            run("ip", "-n", name, "link", "set", "lo", "up")
        ssh = tmp_path / "ssh"
        ssh.write_text(
            "#!/bin/bash\n"
            "# as ssh: options, a machine, a command; 10.77.0.N is the N-th namespace\n"
            "while [[ $1 == -* ]]; do shift; done\nhost=$1; shift\n"
            f"name={a}; [[ $host == *.2 ]] && name={b}\n"
            'exec ip netns exec $name /bin/sh -c "$*"\n'
        )
        ssh.chmod(0o755)
        yield ssh
    finally:
        for name in NAMES:
            run("ip", "netns", "del", name)


def test_two_machines_by_a_host_file(machines, tmp_path):
    hosts = tmp_path / "hosts"
    hosts.write_text("10.77.0.1:2\n10.77.0.2:2\n")
    program = tmp_path / "program.py"
    program.write_text(
        "import os, subprocess, minidnn\n"
        "from minidnn import distributed as dist\n"
        "dist.init_process_group()\n"
        "x = minidnn.ones(3) * dist.get_rank()\n"
        "dist.all_reduce(x)\n"
        "own = subprocess.run(['ip', '-4', '-o', 'addr'], capture_output=True, text=True).stdout\n"
        "here = [None] * 4\n"
        "dist.all_gather_object(here, '10.77.0.1' if '10.77.0.1/' in own else '10.77.0.2')\n"
        "if dist.get_rank() == 0: print(x.tolist(), here, flush=True)\n"
    )
    command = ["ip", "netns", "exec", NAMES[0], sys.executable, "-m", "minidnn", "launch"]
    command += ["-n", "4", "--hostfile", str(hosts), str(program)]
    values = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    values |= {"HYDRA_LAUNCHER": "ssh", "HYDRA_LAUNCHER_EXEC": str(machines)}
    done = subprocess.run(command, env=values, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "[6.0, 6.0, 6.0]" in done.stdout
    assert "['10.77.0.1', '10.77.0.1', '10.77.0.2', '10.77.0.2']" in done.stdout
