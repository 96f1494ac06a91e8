#!/usr/bin/python3 -ISXutf8
"""ruche-backup-repository: its modules lie in a folder of their own, where Python keeps them compiled."""
import sys
from os.path import abspath, dirname

sys.path.insert(0, f"{dirname(dirname(abspath(__file__)))}/lib/ruche/backup-repository")

from repository import main

sys.exit(main(sys.argv[1:]))
