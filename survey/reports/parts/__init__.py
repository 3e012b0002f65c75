"""The parts of a report as plain frozen values, one module for each stretch of the chain."""
