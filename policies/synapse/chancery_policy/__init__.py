"""Synapse module that holds rooms to the signed policy (SPECIFICATION.md, one folder up)."""
