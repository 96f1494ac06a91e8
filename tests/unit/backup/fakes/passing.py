#!/usr/bin/python3 -SB
"""A program of the machine that is noted, may be stopped by its hook, and then does what it always does."""

import os
import sys

from fake import called

called()
name = os.path.basename(sys.argv[0])
os.execv(f"/usr/bin/{name}", [name, *sys.argv[1:]])
