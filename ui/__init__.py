"""The judgements command and the web chat."""
