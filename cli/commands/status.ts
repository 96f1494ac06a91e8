import { Command } from "commander";
import { Duration } from "../../components/core/values";
import { backupsOf, type BackupHealth } from "../data/report";
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
    const [{ machines, services, certificates, asDeclared: running }, backups] = await Promise.all([observe(summary), backupsOf(name, summary)]);
    const asDeclared = running && (certificates ?? []).every(({ issued }) => issued) && (backups ?? []).every(({ late, restoring }) => !late && !restoring);
    return {
      status: asDeclared ? exitStatus.done : exitStatus.failed,
      json: { environment: name, tier: summary.tier, machines, services, ...(certificates ? { certificates } : {}), ...(backups?.length ? { backups } : {}) },
      text: [
        `${name} (${summary.tier}): ${asDeclared ? "as declared" : "NOT as declared"}`, "",
        ...machines.map((machine) => `  ${machine.reachable ? "up  " : "DOWN"}  ${machine.name.padEnd(12)} ${machine.address}`), "",
        ...services.map((service) => `  ${service.healthy ? "well" : "ILL "}  ${service.name.padEnd(12)} ${service.replicas.running}/${service.replicas.wanted}  ${service.exposure.padEnd(8)} ${service.url ?? ""}`),
        ...(certificates?.length ? ["", ...certificates.map(certificateLine)] : []),
        ...(backups?.length ? ["", ...backups.map((health) => backupLine(name, health))] : []),
      ].join("\n"),
    };
  },
});

const certificateLine = ({ host, issued, until, problem }: CertificateHealth): string =>
  `  ${issued ? "well" : "WAIT"}  ${host}  ${issued ? `certificate until ${until}` : "the platform's own certificate until there is one"}${problem ? `: ${problem}` : ""}`;

/** The age against what may be lost, and the last drill. */
function backupLine(environment: string, { service, ageSeconds, plan, failure, late, restoring, drill }: BackupHealth): string {
  const state = restoring ? "HALF" : late ? "LATE" : ageSeconds === null ? "wait" : "safe";
  const age = ageSeconds === null ? "no backup yet" : `backed up ${Duration.seconds(Math.max(0, Math.floor(ageSeconds / 60) * 60)).toString()} ago`;
  const proven = drill === null ? `never drilled: ./ruche drill ${environment} ${service}` : `${drill.passed ? "came back" : "DID NOT COME BACK"} in the drill of ${drill.at.slice(0, 10)}`;
  return [
    `  ${state}  ${service.padEnd(12)} ${age}, ${Duration.seconds(plan.rpoSeconds).toString()} may be lost; ${proven}`,
    ...(restoring ? [`        a restore stopped in the middle: run the same ./ruche restore ${environment} ${service} again`] : []),
    ...(failure ? [`        the last try failed on ${failure.machine}: ${failure.why}`] : []),
  ].join("\n");
}
