"""Names are kept until they are read anew, and a barred name is not offered."""

from pathlib import Path

import apsw

from dure.assistants.erp.desk import Desk, refreshed, rights_of, seen_names

RULE = """
INSERT INTO ir_rule_group VALUES (9,'party.party',0,0,1);
INSERT INTO ir_rule VALUES (9,9,'[["name","like","북%"]]');
INSERT INTO "ir_rule_group-res_group" VALUES (9,3);
"""


def run(database: Path, sql: str) -> None:
    db = apsw.Connection(str(database))
    db.execute(sql)
    db.close()


def test_a_new_name_is_known_after_refreshing(desk: Desk, database: Path) -> None:
    run(database, "INSERT INTO party_party VALUES (9, '동해수산', '9', 1)")

    assert "동해수산" not in desk.names.spellings
    assert "동해수산" in refreshed(desk).names.spellings


def test_names_of_barred_records_are_not_known_to_the_user(desk: Desk, database: Path) -> None:
    run(database, RULE)

    seen = seen_names(desk, rights_of(desk, "north")).spellings

    assert "북촌공방" in seen
    assert "남산목재" not in seen
    assert "남산목재" in seen_names(desk, rights_of(desk, "boss")).spellings
