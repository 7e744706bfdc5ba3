"""A server that is killed in the middle of a set: the session is found, offered and saved."""

import subprocess
import sys
from pathlib import Path

from dashboard.live.hub import Hub
from dashboard.records import LOCAL_USER, Ending, saved_session

SERVER = Path(__file__).with_name("killed_server.py")


def test_killed_in_the_middle_of_a_set(hub, add, tmp_path):
    patient, version = add()
    command = [sys.executable, str(SERVER), str(tmp_path / "data"), patient, str(version.number)]
    root = Path(__file__).parents[3]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=root) as server:
        session = server.stdout.readline().strip()
        assert [server.stdout.readline().strip() for _ in range(2)] == ["1", "2"]
        assert hub.cut_off.all(LOCAL_USER) == ()  # another program has it
        server.kill()
    hub.stop()
    again = Hub(tmp_path / "data")
    again.start()
    try:
        (offered,) = again.cut_off.all(LOCAL_USER)
        assert (offered.id, offered.patient_id) == (session, patient)
        assert offered.repetitions in (1, 2, 3)
        assert again.cut_off.save(LOCAL_USER, session) == session
        saved = saved_session(again.store, LOCAL_USER, session)
        assert saved.ending is Ending.STOPPED
        assert [one.score for one in saved.pain] == [2]
        assert [len(one.repetitions) for each in saved.results for one in each.sets] == [offered.repetitions]
        assert saved.results[0].duration_s > 10.0
        assert again.cut_off.all(LOCAL_USER) == ()
        assert not list((tmp_path / "data" / "live").iterdir())
    finally:
        again.stop()
