"""Event log, keys and stores in one PostgreSQL database that several processes may share."""
