#!/bin/sh
# Prints which endpoint mode carries traffic on this machine's kernel.
: "${kernel:?}"

modprobe -q ip_vs 2>/dev/null || true
if [ -e "$kernel/net/ip_vs" ]; then printf vip; else printf dnsrr; fi
