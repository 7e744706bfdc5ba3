"""The guided session: a hub that runs it, and the route by which a page follows it.

A page does this, with ``hub = dashboard.live.current.current_hub()`` and a `Viewer`::

    tasks = tasks_of(program.due_on(day), first_leg=None)             # dashboard.live.tasks
    plan = SessionPlan(patient_id, program, number, tasks, pain_before, check)    # dashboard.live.plan
    session = hub.start_session(viewer, plan, [SimulationChoice(speed=1)])        # one source, or one per leg
    token = hub.token(viewer, session)              # for /api/live/{session}?token=...
    hub.snapshot(viewer, session)                   # Snapshot, dashboard.live.messages
    hub.command(viewer, session, Command.STOP)
    hub.answer_pain(viewer, session, score, sharp=False)              # in State.PAIN
    hub.save(viewer, session, exertion=4, pain_after=2)    # in State.DONE or FAILED -> id in the records
    hub.running(viewer)                             # sessions under way, after a reload
    hub.cut_off.all(viewer)                         # what a crash left
    hub.cut_off.save(viewer, session); hub.cut_off.discard(viewer, session)

Everything raises `RehabError` (one clear line) where it cannot be done.
"""
