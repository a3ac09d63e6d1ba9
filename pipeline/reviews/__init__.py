"""What reviewers say: kept for good in one journal, found again in every run, applied to the tables.

journal      the append-only file of reviews       corrections  a correction's text as typed values
anchors      a review's mention found again        applied      rows with what reviewers said of them
sheets       tables as spreadsheets save them      intake       what a changed table says, as reviews
added        rows that a person added
"""
