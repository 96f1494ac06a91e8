import { quote } from "../../../model/shell";

/**
 * Makes a swarm on its first manager, and keeps its history short. A first manager that left is not made the root of a second swarm: where
 * another manager answers, somebody must decide.
 */
export function initScript(address: string, others: readonly string[]): string {
  return [
    "if [ \"$(docker info --format '{{.Swarm.LocalNodeState}}')\" != active ]; then",
    ...others.map(
      (other) =>
        `  if timeout 3 bash -c '</dev/tcp/${other}/2377' 2>/dev/null; then echo "the swarm runs without this machine: let it join again with the word of 'docker swarm join-token manager' on ${other}" >&2; exit 1; fi`,
    ),
    `  docker swarm init --advertise-addr ${address} >/dev/null`,
    "fi",
    "docker swarm update --task-history-limit 2 >/dev/null",
  ].join("\n");
}

/** Probe of the first manager. */
export const initProbe =
  "[ \"$(docker info --format '{{.Swarm.LocalNodeState}}')\" = active ]\n[ \"$(docker info --format '{{.Swarm.Cluster.Spec.Orchestration.TaskHistoryRetentionLimit}}')\" = 2 ]";

/** A machine that joins. */
export interface JoinOptions {
  readonly role: "manager" | "worker";
  readonly name: string;
  readonly address: string;
  readonly managerAddress: string;
  /** Arguments of `ssh` up to `user@host`, shell-quoted. */
  readonly manager: string;
  readonly machine: string;
}

/**
 * Joins a machine, run on the computer of whoever runs Pulumi. The token goes by a pipe from the manager into the
 * Docker API of the machine: it is in no argument, no log and no state.
 */
export function joinScript({ role, name, address, managerAddress, manager, machine }: JoinOptions): string {
  const request = `{"ListenAddr":"0.0.0.0:2377","AdvertiseAddr":"${address}","RemoteAddrs":["${managerAddress}:2377"],"JoinToken":"%s"}`;
  const join = `read -r token; printf '${request}' "$token" | curl -sS --fail-with-body --unix-socket /var/run/docker.sock -H 'Content-Type: application/json' -d @- http://docker/swarm/join`;
  return [
    "set -eu",
    `state=$(ssh -n ${machine} ${quote("docker info --format '{{.Swarm.LocalNodeState}}'")})`,
    `if [ "$state" != active ]; then`,
    // A machine that was made anew is still listed under its old identity.
    `  ssh -n ${manager} ${quote(forget(name))}`,
    `  ssh -n ${manager} 'docker swarm join-token -q ${role}' | ssh ${machine} ${quote(join)}`,
    "fi",
    `ssh -n ${manager} ${quote(`until [ "$(docker node inspect ${name} --format '{{.Status.State}}' 2>/dev/null)" = ready ]; do sleep 0.1; done`)}`,
  ].join("\n");
}

/**
 * Takes a machine out of its swarm, run on the computer of whoever runs Pulumi. Its services start elsewhere; a machine that no longer answers is
 * forgotten all the same.
 */
export function leaveScript({ name, manager, machine }: Pick<JoinOptions, "name" | "manager" | "machine">): string {
  return [
    "set -eu",
    `ssh -n ${manager} ${quote(eachNode(name, demote))}`,
    `timeout 30 ssh -n ${machine} 'docker swarm leave --force' >/dev/null 2>&1 || true`,
    `ssh -n ${manager} ${quote(forget(name))}`,
  ].join("\n");
}

const eachNode = (name: string, action: string): string =>
  `for node in $(docker node ls --format '{{.ID}} {{.Hostname}}' | sed -n 's/ ${name}$//p'); do ${action}; done`;

const demote = 'docker node demote "$node" >/dev/null 2>&1 || true';

/** Lets the managers forget all nodes of this name. One that was a manager leaves their quorum first, which takes a moment. */
const forget = (name: string): string =>
  eachNode(
    name,
    `${demote}; for try in $(seq 100); do docker node rm --force "$node" >/dev/null 2>&1 && break || sleep 0.1; done`,
  );

/** Prints which endpoint mode carries traffic on this machine's kernel. */
export const endpointModeScript =
  "modprobe -q ip_vs 2>/dev/null || true\nif [ -e /proc/net/ip_vs ]; then printf vip; else printf dnsrr; fi";
