"""The company's ERP as questions reach it: opened once, read as whoever asks."""

import asyncio
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from dure.assistants.erp.ask import Told, answer_reading
from dure.assistants.erp.demo import SOURCE, demo_name, demo_statements
from dure.assistants.erp.desk import Desk, open_desk, rights_of, seen_names
from dure.assistants.erp.model import Model, tryton_model
from dure.assistants.erp.query import Query, Reading, Refuse
from dure.assistants.erp.reading import read_question
from dure.assistants.erp.remembered import query_of
from dure.engine.assistant import Ports
from dure.engine.session import Session
from dure.errors import NotFound
from dure.ports.tables import Tables


@dataclass(frozen=True, kw_only=True)
class ErpSettings:
    """Which ERP answers, and as whom this machine's own user asks."""

    source: str = ""
    """Tryton's database: a path or sqlite://…; empty takes the invented company."""
    local_login: str = "ceo"
    """The ERP user that the user of this machine is, while nobody signs in."""
    local_user: str = "local"
    """What the user of this machine is called in turns."""


class Office:
    """Opens the database when it is first asked, and reads each question as its asker."""

    def __init__(self, ports: Ports, settings: ErpSettings) -> None:
        self._ports, self._settings = ports, settings
        self._desk: Desk | None = None
        self._tables: Tables | None = None
        self._busy = asyncio.Lock()

    def login_of(self, user: str) -> str:
        """Return the ERP user that somebody is."""
        return self._settings.local_login if user == self._settings.local_user else user

    def desk(self) -> Desk:
        """Return the desk, opening it the first time.

        Raises Unavailable if the database does not answer.
        """
        if self._desk is None:
            self._tables, model = self._open()
            self._desk = open_desk(self._tables, model)
        return self._desk

    def read(self, text: str, user: str, session: Session) -> Reading:
        """Return what a question asks for, with the names that its asker may see."""
        desk = self.desk()
        try:
            rights = rights_of(desk, self.login_of(user))
        except NotFound:
            return Refuse(reason="no_user")
        return read_question(
            text,
            model=desk.model,
            names=seen_names(desk, rights),
            today=self._ports.clock.now().date(),
            company=rights.person.company,
            previous=previous_of(session),
        )

    async def answer(self, reading: Reading, user: str, session: Session, today: date) -> Told:
        """Return the answer within the rights that the asker has at this moment."""
        async with self._busy:
            return await asyncio.to_thread(self._answer, reading, user, session, today)

    async def stop(self) -> None:
        """Let go of the database."""
        if self._tables is not None:
            self._tables.close()
            self._tables = self._desk = None

    def _answer(self, reading: Reading, user: str, session: Session, today: date) -> Told:
        desk = self.desk()
        rights = rights_of(desk, self.login_of(user))
        return answer_reading(desk, rights, reading, today=today, previous=previous_of(session))

    def _open(self) -> tuple[Tables, Model]:
        """Return the database, and the model under the name that sources are told by."""
        if self._settings.source:
            return self._ports.tables(self._settings.source), tryton_model()
        today = self._ports.clock.now().date()
        made = self._ports.tables_made(demo_name(today), lambda: demo_statements(today))
        return made, replace(tryton_model(), erp=SOURCE)


def previous_of(session: Session) -> Query | None:
    """Return the query of the question before, None if there is none."""
    plain: dict[str, Any] | None = session.memory.get("query")
    return query_of(plain) if plain else None
