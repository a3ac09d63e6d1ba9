"""One self-contained HTML file of what a run found, every number with the sentences behind it.

gather     all that is shown, from the tables      sums        totals, by place and year, with what was left out
evidence   a fact's sentence, the figure marked    timeline    what happened when
wording    numbers, days, words in two languages   projects    the largest, cell by cell
charts     where bars, columns and dots lie        quality     doubts, confidence, reviews
render     the page, from templates/
"""
