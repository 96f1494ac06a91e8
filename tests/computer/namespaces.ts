/**
 * Shell that makes two networks, `$outside` and `$container`, and `link`, which joins one of them to this one: the
 * machine between somebody outside and a container.
 */
export const betweenNamespaces = `set -euo pipefail
ip link set lo up
for end in outside container; do
  unshare -n sleep 60 & declare "$end=$!"
done
while [ "$(readlink /proc/$outside/ns/net)" = "$(readlink /proc/$$/ns/net)" ] ||
  [ "$(readlink /proc/$container/ns/net)" = "$(readlink /proc/$$/ns/net)" ]; do sleep 0.05; done
link() { # of the machine, process, address of the machine, address at the other end
  ip link add "$1" type veth peer name other
  ip link set other netns "$2"
  ip address add "$3/24" dev "$1"
  ip link set "$1" up
  nsenter -t "$2" -n ip address add "$4/24" dev other
  nsenter -t "$2" -n ip link set other up
  nsenter -t "$2" -n ip route add default via "$3"
}`;
