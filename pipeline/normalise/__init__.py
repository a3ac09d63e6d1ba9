"""From parsed and resolved parts to the values of the output contract."""
