"""The review page: articles with their mentions and facts, in the browser; reads written tables, writes the journal."""
