import type { StateResource } from "../../model/state";
import type { Reachable } from "../reach/reach";

/**
 * The way to a swarm's manager, from the provider through which the state's resources of the swarm are made; undefined
 * before there is one.
 * For an update that was interrupted before the stack had outputs.
 */
export function wayIn(resources: readonly StateResource[]): Reachable | undefined {
  const provider = resources.find(
    ({ type, urn }) => type === "pulumi:providers:docker" && urn.includes("SwarmCluster"),
  );
  const { host, sshOpts } = (provider?.inputs ?? {}) as { host?: string; sshOpts?: string };
  const options = sshOpts ? (JSON.parse(sshOpts) as string[]) : [];
  const option = (pattern: RegExp): string | undefined =>
    options.map((each) => pattern.exec(each)?.[1]).find((found) => found !== undefined);
  const [, user, address] = /^ssh:\/\/(.+)@(.+)$/.exec(host ?? "") ?? [];
  const hostKey = option(/^KnownHostsCommand=\/bin\/echo \S+ (.+)$/);
  const identityFile = option(/^IdentityFile=(.+)$/);
  if (!user || !address || !hostKey || !identityFile) return undefined;
  const ssh = { host: address, port: 22, user, hostKey, sudo: false, jump: null };
  return { identityFile, machines: [{ name: "manager", ssh, internal: address, public: null }] };
}
