"""Verbs that change something: plain values in, model out, domain errors raised, one transaction each."""
