"""`handrail work`: the worker process."""

import signal
import threading
from pathlib import Path

import rich_click as click
import structlog

from server.clock import new_id, now_ms
from server.commands.options import data_option
from server.hygiene.round import Hygiene
from server.keeping import keeping, open_keeper
from server.learning.room import LearningRoom
from server.learning.workloop import Worker
from server.process import configure_logs
from server.projections.projector import Projector
from server.rooms import open_rooms
from server.settings import load_settings


@click.command()
@data_option
@click.option("--once", is_flag=True, help="Bring everything up to date and end.")
def command(data: Path | None, once: bool) -> None:
    """Run the worker: knowledge kept fresh, projections, outcomes that silence decides, labels, learning, hygiene."""
    settings = load_settings(data=data)
    configure_logs(settings.log_level)
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    with open_rooms(settings) as rooms:
        room = LearningRoom(rooms.db, rooms.registry, rooms.encoder, rooms.knowledge, settings.data, new_id)
        worker = Worker(rooms.db, Projector(rooms.db, rooms.log), room, now_ms)
        hygiene = Hygiene(rooms.db, rooms.encoder)
        if once:
            with open_keeper(settings, rooms.db, rooms.encoders, stop) as keeper:
                while keeper.work_once() + worker.work_once():
                    pass
            hygiene.tend_all(now_ms())
            return
        structlog.get_logger().info("working", data=str(settings.data))
        with keeping(settings, rooms.db, rooms.encoders, stop):
            tending = threading.Thread(target=hygiene.run, args=(stop, now_ms), name="hygiene")
            tending.start()
            try:
                worker.run(stop)
            finally:
                stop.set()
                tending.join()
