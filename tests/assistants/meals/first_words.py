"""An assistant that says each thing in the first of its ways, for tests of what it says."""

from dataclasses import replace

from dure.engine.assistant import Assistant


def in_first_words(assistant: Assistant) -> Assistant:
    """Return the assistant with one way to say each thing."""
    return replace(assistant, phrases={key: ways[:1] for key, ways in assistant.phrases.items()})
