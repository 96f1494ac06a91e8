#!/bin/sh
# Packages start nothing while they are installed in an image.
exit 101
