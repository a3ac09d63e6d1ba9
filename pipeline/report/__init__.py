"""One self-contained HTML file of what a run found."""
