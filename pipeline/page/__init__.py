"""The review page: articles with their mentions and facts, in the browser; reads written tables, writes the journal.

tables    what a run wrote, by article             desk     acts of a reviewer, checked and written to the journal
verdicts  what the journal says of each row        marks    the article's text with its mentions marked
choice    filters, order and pages of the lists    sums     totals of the facts as reviewed
guard     who may ask                              app      the addresses and what they answer
words     what the page says, in both languages    server   binds, prints the address, serves
"""
