import { isDomain } from "../../rules/names";
import { isAddress } from "../../values";
import type { CheckContext, Draft } from "../draft";
import { entries } from "../draft";
import type { CheckFinding } from "../mistake";

/** Providers that are foreseen but whose components are not there yet. */
export function providerAvailable(draft: Draft, { providers = ["lab", "existing"] }: CheckContext): CheckFinding[] {
  const provider = draft["ruche:machines"]?.provider;
  if (provider === undefined || providers.includes(provider)) return [];
  return [
    {
      path: ["ruche:machines", "provider"],
      message: "not available yet in this version",
      allowed: providers.join(", "),
      remedy:
        "use provider: lab to bring this environment up on lab machines, or provider: existing for machines that are already there",
    },
  ];
}

/** A platform needs somewhere to run. */
export function someMachine(draft: Draft): CheckFinding[] {
  const hosts = draft["ruche:machines"]?.hosts;
  if (hosts === undefined || Object.keys(hosts).length > 0) return [];
  return [
    {
      path: ["ruche:machines", "hosts"],
      message: "no machine",
      allowed: "one machine or more",
      remedy: "write for instance { hive1: {} }",
    },
  ];
}

/** Machines that exist already can only be found, and trusted, by what is written. */
export function existingMachines(draft: Draft): CheckFinding[] {
  const machines = draft["ruche:machines"];
  const found: CheckFinding[] = [];
  if (machines?.provider === "existing" && machines.administrationFrom?.length === 0) {
    found.push({
      path: ["ruche:machines", "administrationFrom"],
      message: "missing: the firewall would lock everybody out",
      allowed: "a list of networks: [192.168.4.0/24]",
      remedy: "name the networks from which the machines are administered, this computer's among them",
    });
  }
  const seen = new Map<string, string>();
  for (const [name, host] of entries(machines?.hosts)) {
    const path = ["ruche:machines", "hosts", name];
    if (machines?.provider === "existing" && host !== undefined) {
      if (!("address" in host) || host.address === undefined)
        found.push({
          path: [...path, "address"],
          message: "missing",
          allowed: "an IP address or a host name",
          remedy: "write the address that SSH reaches",
        });
      if (!("hostKey" in host) || host.hostKey === undefined)
        found.push({
          path: [...path, "hostKey"],
          message: "missing",
          allowed: "a public host key: ssh-ed25519 AAAA…",
          remedy: "take it from the machine's console: cat /etc/ssh/ssh_host_ed25519_key.pub",
        });
    }
    if (host?.address !== undefined && !isAddress(host.address) && !isDomain(host.address)) {
      found.push({
        path: [...path, "address"],
        message: "neither an IP address nor a host name",
        allowed: "an IP address or a host name with its domain",
        remedy: "write the address that SSH reaches, without user and port",
      });
    }
    if (
      host?.hostKey !== undefined &&
      !/^(ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp\d+) [A-Za-z0-9+/]+=*( .*)?$/.test(host.hostKey)
    ) {
      found.push({
        path: [...path, "hostKey"],
        message: "not a public host key",
        allowed: "a public host key: ssh-ed25519 AAAA…",
        remedy: "take it from the machine's console: cat /etc/ssh/ssh_host_ed25519_key.pub",
      });
    }
    const other = host?.address === undefined ? undefined : seen.get(host.address);
    if (other !== undefined)
      found.push({
        path: [...path, "address"],
        message: `the same address as ${other}`,
        allowed: "every machine has its own address",
        remedy: "correct one of the two",
      });
    else if (host?.address !== undefined) seen.set(host.address, name);
  }
  return found;
}

/** A lab's machines get addresses of a /24. */
export function labNetwork(draft: Draft): CheckFinding[] {
  const machines = draft["ruche:machines"];
  if (machines?.provider !== "lab" || machines.network === undefined) return [];
  if (machines.network.family === 4 && machines.network.prefix === 24) return [];
  return [
    {
      path: ["ruche:machines", "network"],
      message: "not a /24, which a lab's network is",
      allowed: "an IPv4 network such as 10.80.7.0/24",
      remedy: "choose a free one, or leave it out and a free one is taken",
    },
  ];
}
