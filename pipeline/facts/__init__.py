"""Linking figures to what they say: indicator, subject, time, place; repetitions; projects across articles.

scene      the article as the linkers see it: mentions by offset, clauses, headings, tagged words
phrases    noun phrases before, behind and at the beginning of a clause
indicators what a figure measures        subjects  what it is about
times      when it holds, planned or done   sites  where, who gives and who receives
linker     one fact a figure, with what it is a part of and how sure it is
repeats    the same fact said again, in the article and across articles
projects   facts gathered by project across articles
totals     sums that count nothing twice
"""
