"""The same extraction for corpora beyond one machine: shards of the input become parts of the output, on Ray.

place        a folder or file here or on an object store
shards       the input as pieces of work, listed lazily
articles     the articles of a shard: files, JSON Lines, Parquet
kit          what travels to a worker: rules, model, options; and what a worker makes of it
parts        the files of one shard, put in place whole
manifest     which shards are done, from what and by what
work         one shard from input to parts
cluster      the only module that knows Ray
scale        a whole run: shards out, reports in
taken        parts that come back: into a run's store, or as a folder of articles
"""
