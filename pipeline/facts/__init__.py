"""Linking figures to what they say: indicator, subject, time, place; repetitions; projects across articles.

scene      the article as the linkers see it: mentions by offset, clauses, headings, tagged words
cues       words of plans and of what is done        phrases    noun phrases around a figure
triggers   words of the rules that tell what is measured    measures   the words that do where no row does
growth     what a change changes         indicators what a figure measures, chosen of all these
subjects   what it is about
references what 该项目 and bare names stand for      parts      what a figure is a part of (其中)
times      when it holds, planned or done   sites  where, who gives and who receives
milestones when what is built begins and is complete
linker     one fact a figure, with what it is a part of and how sure it is
repeats    the same fact said again, in the article and across articles
projects   facts gathered by project across articles
totals     sums that count nothing twice
"""
