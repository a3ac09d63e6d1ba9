"""The commands, one file each; `cli` registers them. Each loads what it needs when it is called."""
