"""Names that no list has: a spaCy model of places, organisations and persons, asked where the rules are in doubt."""
