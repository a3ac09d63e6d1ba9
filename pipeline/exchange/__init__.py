"""Tables for and from other tools."""
