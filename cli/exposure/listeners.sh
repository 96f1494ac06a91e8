#!/bin/bash
# Prints whether the firewall is loaded, and a line for each port that is listened to: protocol, port, program. Loopback
# is left out: nobody reaches it from outside. Nobody need listen to ports that Docker publishes.
if nft list chain inet ruche input 2>/dev/null | grep -q 'policy drop'; then echo loaded; else echo missing; fi
for protocol in tcp udp; do
  ss -Hln "--$protocol" -p | awk -v protocol="$protocol" '
    $4 !~ /^(127\.|\[::1\])/ {
      name = $0
      if (!sub(/.*users:\(\("/, "", name)) name = "no program, but the system itself"
      sub(/".*/, "", name)
      port = $4
      sub(/.*:/, "", port)
      sub(/%.*/, "", port)
      print protocol, port, name
    }'
done
docker ps --format '{{.Names}} {{.Ports}}' 2>/dev/null | while read -r name ports; do
  echo "$ports" | grep -oE ':[0-9]+->[0-9]+/(tcp|udp)' | sed -E "s|:([0-9]+)->[0-9]+/(.*)|\2 \1 the container $name|"
done
