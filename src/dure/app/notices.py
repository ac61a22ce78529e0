"""Put the desk of notices together: its channels, its keys, and the job that looks for news."""

from functools import partial
from typing import Final

from dure.app.plugs import plug
from dure.app.wire import House
from dure.engine.notice_desk import DeskParts, NoticeDesk
from dure.engine.notices import NoticeSettings, quiet_hours
from dure.errors import BadSetting
from dure.gateway.notices import Notices
from dure.gateway.page_notices import PageNotifier
from dure.gateway.sockets import Sockets
from dure.kernel.ids import system_random
from dure.ports.jobs import Every, Job
from dure.ports.notices import SOCKET, WEB_PUSH, Notifier
from dure.trust.house_secret import HouseSecrets
from dure.watch.projections import Projector

_KEY: Final = "web_push"
"""The purpose of the secret that browsers subscribe to."""


def open_notices(house: House, sockets: Sockets) -> Notices:
    """Return the desk of a house: open pages always, Web Push where DURE_NOTICES_CONTACT is set.

    Raises BadSetting for a setting that is none.
    """
    settings = house.settings.read(NoticeSettings, "notices")
    quiet_hours(settings)
    notifiers: dict[str, Notifier] = {SOCKET: PageNotifier(sockets)}
    push_key = None
    if settings.contact:
        push = plug("notices", f"{WEB_PUSH}://")(
            house.clock,
            system_random,
            key=house_secrets(house).of(_KEY),
            contact=settings.contact,
            hosts=[host.strip() for host in settings.push_hosts.split(",") if host.strip()],
        )
        notifiers[WEB_PUSH], push_key = push, push.public_key
    parts = DeskParts(
        log=house.log,
        sealer=house.sealer,
        clock=house.clock,
        projector=Projector(log=house.log, store=house.store, sealer=house.sealer),
        telemetry=house.telemetry,
        consents=house.privacy.consents,
    )
    desk = NoticeDesk(parts, house.turns.assistants, settings=settings, notifiers=notifiers)
    return Notices(desk=desk, push_key=push_key)


def notice_jobs(house: House, notices: Notices | None) -> tuple[Job, ...]:
    """Return the job of each assistant that tells people of something: look, and send what may go.

    Raises BadSetting if the minutes between two looks do not divide a day.
    """
    if notices is None:
        return ()
    minutes = house.settings.read(NoticeSettings, "notices").every_minutes
    try:
        when = Every(minutes)
    except ValueError as error:
        raise BadSetting(
            file="notices.every_minutes", why="하루를 나머지 없이 나눠야 해요."
        ) from error
    desk = notices.desk
    return tuple(
        Job(name=f"{name}.notices", when=when, work=partial(desk.round, name))
        for name in desk.tellers
    )


def house_secrets(house: House) -> HouseSecrets:
    """Return the secrets of a house."""
    return HouseSecrets(
        store=house.store, sealer=house.sealer, clock=house.clock, random=system_random
    )
