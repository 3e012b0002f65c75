"""Whole studies as one file: out, and in again as a new study."""
