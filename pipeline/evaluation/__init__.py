"""How good the tables are: verdicts counted, samples to review, reviewed articles as gold."""
