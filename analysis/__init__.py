"""Statistics of Delphi panels: consensus, stability, agreement, and the way to scenarios.

Plain arrays in, frozen results out. Nothing here knows the web, a database or a clock, and
randomness comes only from a generator that the caller passes.
"""
