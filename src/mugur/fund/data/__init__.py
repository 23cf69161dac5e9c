"""Published facts of the five programmes, and reference tables with their sources."""
