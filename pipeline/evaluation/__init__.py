"""How good the tables are: verdicts counted, samples to review, reviewed articles as gold.

run          from tables and journal to files       intervals    shares of strata, with intervals
aspects      what rows are told apart by            agreement    rows against an annotation
verdicts     the journal laid over rows             truths       rows as reviewers left them
evaluate     groups, recall, the worst rules        export       reviewed articles as annotation
sample       rows drawn to be reviewed              cases        reviewed sentences as test cases
table        the rows of evaluation.csv             corrected    corrections read when needed
"""
