import { Command } from "commander";
import { request } from "node:https";
import type { StackSummary } from "../../stacks/summary";
import { exitStatus, Refusal } from "../failure";
import { openStack } from "../prepare";
import { Progress } from "../progress";
import { manage, reachable } from "../remote";
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
    const [machines, replicas] = await Promise.all([
      Promise.all(summary.machines.map(async ({ name, address }) => ({ name, address, reachable: await reachable(address) }))),
      replicasOf(summary),
    ]);
    const entrance = machines.find((machine) => machine.reachable)?.address;
    const services = await Promise.all(summary.services.map(async (service) => {
      const counted = replicas.get(service.name) ?? { wanted: service.replicas, running: 0 };
      const answers = service.url === null || (entrance !== undefined && await answersAt(entrance, service.url, service.readyPath, summary.authority));
      const { kind, url, exposure } = service;
      return { name: service.name, kind, url, exposure, healthy: answers && counted.running >= counted.wanted, replicas: counted };
    }));
    const well = machines.every((machine) => machine.reachable) && services.every(({ healthy }) => healthy);
    return {
      status: well ? exitStatus.done : exitStatus.failed,
      json: { environment: name, tier: summary.tier, machines, services },
      text: [
        `${name} (${summary.tier}): ${well ? "as declared" : "NOT as declared"}`, "",
        ...machines.map((machine) => `  ${machine.reachable ? "up  " : "DOWN"}  ${machine.name.padEnd(12)} ${machine.address}`), "",
        ...services.map((service) => `  ${service.healthy ? "well" : "ILL "}  ${service.name.padEnd(12)} ${service.replicas.running}/${service.replicas.wanted}  ${service.exposure.padEnd(8)} ${service.url ?? ""}`),
      ].join("\n"),
    };
  },
});

async function replicasOf(summary: StackSummary): Promise<Map<string, { wanted: number; running: number }>> {
  const listed = await manage(summary, "docker service ls --format '{{.Name}} {{.Replicas}}'") ?? "";
  return new Map(listed.split("\n").flatMap((line) => {
    const [, name, running, wanted] = /^(\S+) (\d+)\/(\d+)/.exec(line) ?? [];
    return name ? [[name, { wanted: Number(wanted), running: Number(running) }] as const] : [];
  }));
}

/** Whether a service answers through the ingress; one that asks for a password has answered. */
function answersAt(address: string, url: string, path: string, authority: string | null): Promise<boolean> {
  const { hostname } = new URL(url);
  return new Promise((resolve) => {
    const asked = request({ host: address, servername: hostname, headers: { host: hostname }, path, ca: authority ?? undefined, timeout: 1500, agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode! < 400 || response.statusCode === 401);
    });
    asked.once("error", () => resolve(false)).once("timeout", () => { asked.destroy(); resolve(false); }).end();
  });
}
