"""Reads that need more than one line; each says for whose eyes its result is safe."""
