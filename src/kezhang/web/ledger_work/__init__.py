"""台账上的协作: comments, saved views, changes of many records, duplicates and the pipeline of a ledger."""
