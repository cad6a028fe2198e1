import SeqRuns
