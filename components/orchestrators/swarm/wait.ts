import { createHash } from "node:crypto";
import * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import { shellProgram } from "../../../tools/programFile";
import { quote } from "../../../tools/shell";
import { commandConnection, type Machine } from "../../contracts/machine";
import type { RunningWorkload } from "../../contracts/orchestrator";

/**
 * Waits until every copy of these services runs and is healthy, after each change of one of them. The provider could
 * wait for each service on its own, but looks only every five, then ten seconds.
 *
 * Fails with what the cluster says of the service when one does not start within its time and two minutes, or when its
 * update was stopped.
 */
export function untilRunning(
  name: string,
  manager: Machine,
  services: readonly RunningWorkload[],
  options?: pulumi.CustomResourceOptions,
): pulumi.Resource {
  const withinSeconds = Math.max(...services.map((service) => service.withinSeconds)) + 120;
  const declared = pulumi.all(services.map((service) => service.declared));
  return new command.remote.Command(
    name,
    {
      connection: commandConnection(manager),
      create: runningScript(
        services.map((service) => service.name),
        withinSeconds,
      ),
      triggers: [declared.apply((all) => createHash("sha256").update(JSON.stringify(all)).digest("hex"))],
      logging: command.remote.Logging.None,
    },
    pulumi.mergeOptions(options, {
      dependsOn: services.map(({ resource }) => resource),
      deletedWith: manager.site,
      customTimeouts: { create: `${withinSeconds + 60}s` },
    }),
  );
}

/** Waits for services by their names, all at once. */
export const runningScript = (names: readonly string[], withinSeconds: number): string =>
  [
    shellProgram(__dirname, "whatBecame.sh"),
    shellProgram(__dirname, "running.sh", { services: names, within_seconds: String(withinSeconds) }),
  ].join("\n");

/** A shell program that tells, as an error, what the cluster says of a service. */
export const whatBecame = (service: string): string =>
  `${shellProgram(__dirname, "whatBecame.sh")}\nwhat_became ${quote(service)}`;
