#!/usr/bin/python3 -SB
"""A program of which the call is noted, and nothing else."""

from fake import called

called()
