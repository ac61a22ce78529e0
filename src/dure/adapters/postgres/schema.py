"""The tables, made by whoever comes first; the server is looked at before anything is trusted."""

from typing import Final

from dure.adapters.postgres.connection import SETTING, Link, Session
from dure.errors import BadFile
from dure.kernel.events import FIRST_LINK

_VERSION: Final = 1
_TABLES: Final = """
CREATE TABLE events (
    seq bigint PRIMARY KEY, tenant text COLLATE "C" NOT NULL, stream text COLLATE "C" NOT NULL,
    position integer NOT NULL, kind text NOT NULL, at_us bigint NOT NULL, open bytea NOT NULL,
    key_id text COLLATE "C", sealed bytea, sealed_hash bytea, link bytea NOT NULL,
    UNIQUE (tenant, stream, position)
);
CREATE INDEX events_by_key ON events (key_id) WHERE sealed IS NOT NULL;
CREATE TABLE head (
    is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only), seq bigint NOT NULL,
    link bytea NOT NULL
) WITH (fillfactor = 10);
CREATE TABLE keys (
    key_id text COLLATE "C" PRIMARY KEY, wrapped bytea, is_destroyed boolean NOT NULL DEFAULT false
);
CREATE TABLE store (
    space bytea, key bytea, value bytea NOT NULL, PRIMARY KEY (space, key)
);
CREATE TABLE version (schema_version integer NOT NULL);
"""
# Not to_regclass: within a transaction it may answer from what was so at its beginning.
_HAS_TABLES: Final = (
    "SELECT EXISTS (SELECT FROM pg_tables WHERE schemaname = $1 AND tablename = 'version')"
)
_DURABLE: Final = (
    "SELECT current_setting('fsync')::boolean AND current_setting('full_page_writes')::boolean"
)


async def prepare(link: Link) -> None:
    """Make the tables where there are none yet; on the thread's loop only.

    Raises BadFile if the server may lose what it has acknowledged, or a newer dure made the
    tables; Unavailable.
    """
    async with link.session() as db:
        if not await db.fetchval(_DURABLE):
            raise BadFile(file=SETTING, why="fsync나 full_page_writes가 꺼진 PostgreSQL은 못 써요.")
        if not await db.fetchval(_HAS_TABLES, link.address.schema):
            await _make(db, link.address.schema)
        version = await db.fetchval("SELECT schema_version FROM version")
    if version != _VERSION:
        raise BadFile(
            file=SETTING, why=f"표의 판({version})이 이 dure의 것({_VERSION})이 아니에요."
        )


async def _make(db: Session, schema: str) -> None:
    async with db.transaction():
        # Of two processes that begin at once the second waits here, and finds all made.
        await db.execute("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", f"dure {schema}")
        if await db.fetchval(_HAS_TABLES, schema):
            return
        await db.execute(f'CREATE SCHEMA IF NOT EXISTS "{schema}"')
        await db.execute(_TABLES)
        await db.execute("INSERT INTO head (seq, link) VALUES (0, $1)", FIRST_LINK)
        await db.execute("INSERT INTO version VALUES ($1)", _VERSION)
