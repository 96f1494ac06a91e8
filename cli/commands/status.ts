import { Command } from "commander";
import { exitStatus, Refusal } from "../failure";
import { observe, type CertificateHealth } from "../health";
import { openStack } from "../prepare";
import { Progress } from "../progress";
import { openWorkspace } from "../workspace";
import type { CommandDefinition } from ".";

/** `./ruche status [environment]` */
export const status = (): CommandDefinition => ({
  command: new Command("status")
    .argument("[environment]", "name of the environment", "lab")
    .summary("machines, services, addresses")
    .description("Asks every machine and every service how it is. Status 1 when something is not as declared.\n\nExample: ./ruche status lab --json"),
  run: async ([name = "lab"]) => {
    const workspace = openWorkspace(name);
    const progress = new Progress();
    const stack = await openStack(workspace, progress);
    const summary = stack.isKnown ? await stack.summary() : undefined;
    progress.stop();
    if (!summary) throw new Refusal(`${name} is not up. Bring it up: ./ruche up ${name}`, exitStatus.failed, { environment: name, machines: [], services: [] });
    const { machines, services, certificates, asDeclared: running } = await observe(summary);
    const asDeclared = running && (certificates ?? []).every(({ issued }) => issued);
    return {
      status: asDeclared ? exitStatus.done : exitStatus.failed,
      json: { environment: name, tier: summary.tier, machines, services, ...(certificates ? { certificates } : {}) },
      text: [
        `${name} (${summary.tier}): ${asDeclared ? "as declared" : "NOT as declared"}`, "",
        ...machines.map((machine) => `  ${machine.reachable ? "up  " : "DOWN"}  ${machine.name.padEnd(12)} ${machine.address}`), "",
        ...services.map((service) => `  ${service.healthy ? "well" : "ILL "}  ${service.name.padEnd(12)} ${service.replicas.running}/${service.replicas.wanted}  ${service.exposure.padEnd(8)} ${service.url ?? ""}`),
        ...(certificates?.length ? ["", ...certificates.map(certificateLine)] : []),
      ].join("\n"),
    };
  },
});

const certificateLine = ({ host, issued, until, problem }: CertificateHealth): string =>
  `  ${issued ? "well" : "WAIT"}  ${host}  ${issued ? `certificate until ${until}` : "the platform's own certificate until there is one"}${problem ? `: ${problem}` : ""}`;
