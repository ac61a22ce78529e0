"""dure: self-hosted, Korean-first assistants that act."""
