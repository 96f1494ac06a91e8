import * as pulumi from "@pulumi/pulumi";
import { wrongDomain } from "../../model/rules/names";
import { refuse } from "../../model/rules/objection";
import { registryHost } from "../../model/rules/route";
import { programFile, shellProgram } from "../../tools/programFile";
import type { Machine } from "../contracts/machine";
import { Configuration } from "../machines/configuration/configuration";
import { fileIs, type ScriptFile, writeFile } from "../machines/configuration/file";

const namesPath = "/etc/ruche/names";

/** A container host gets its /etc/hosts anew at each start, so the names are written at boot, not once. */
const unit: ScriptFile = {
  path: "/etc/systemd/system/ruche-names.service",
  content: programFile(__dirname, "names.service"),
};

/** Writes names into the file of hosts, each time that it is run. */
export const namesProgram = (hosts = "/etc/hosts", names = namesPath): string =>
  `#!/bin/sh\n${shellProgram(__dirname, "names.sh", { hosts, names })}`;

const program: ScriptFile = { path: "/usr/local/sbin/ruche-names", mode: "755", content: namesProgram() };

/**
 * The names that a machine of a platform must know: those of all its machines, and that of the registry, which each
 * machine serves itself.
 *
 * @returns Lines of `address name …`, as `machineNames` takes them.
 * @throws UserError for a domain that is none: it would become lines of the file.
 */
export function platformNames(
  machine: Machine,
  machines: readonly Machine[],
  domain: string,
): pulumi.Output<readonly string[]> {
  refuse("platformNames: domain", domain, wrongDomain(domain));
  return pulumi
    .all([machine.address, ...machines.map(({ address }) => address)])
    .apply(([own, ...addresses]) => [
      ...addresses.map((address, index) => `${address} ${machines[index]!.name}.${domain} ${machines[index]!.name}`),
      `${own} ${registryHost(domain)}`,
    ]);
}

/**
 * Lets a machine know names without a name server.
 *
 * @param names - Lines of `address name …`.
 */
export function machineNames(
  name: string,
  machine: Machine,
  names: pulumi.Input<readonly string[]>,
  options?: pulumi.ComponentResourceOptions,
): Configuration {
  const file = pulumi.output(names).apply((lines) => ({ path: namesPath, content: lines.join("\n") }));
  return new Configuration(
    name,
    {
      machine,
      concern: "names",
      script: file.apply((names) =>
        [
          writeFile(names),
          writeFile(program),
          writeFile(unit),
          "systemctl daemon-reload",
          "systemctl enable -q ruche-names",
          "systemctl restart ruche-names",
        ].join("\n"),
      ),
      probe: file.apply((names) =>
        [
          ...[names, program, unit].map(fileIs),
          "systemctl is-enabled -q ruche-names",
          "cmp -s /etc/ruche/names <(sed -n '/^# ruche begin/,/^# ruche end/{/^#/!p}' /etc/hosts)",
        ].join("\n"),
      ),
      remove:
        "systemctl disable -q ruche-names; : > /etc/ruche/names; /usr/local/sbin/ruche-names; rm -f /etc/ruche/names",
    },
    options,
  );
}
