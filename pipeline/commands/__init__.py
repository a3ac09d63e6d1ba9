"""Commands of their own file; `cli` registers them. Each loads what it needs when it is called."""
