"""The report's charts, one module for each stretch of the chain; each title is the finding."""
