import { createHash } from "node:crypto";
import * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import { commandConnection, type Machine } from "../../contracts/machine";
import type { Running } from "../../contracts/orchestrator";

/**
 * Waits until every copy of these services runs and is healthy, after each change of one of them. The provider could wait for each service on its
 * own, but looks only every five, then ten seconds.
 *
 * Fails with what the cluster says of the service when one does not start within its time and two minutes, or when its update was stopped.
 */
export function untilRunning(
  name: string,
  manager: Machine,
  services: readonly Running[],
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
      deletedWith: manager.resource,
      customTimeouts: { create: `${withinSeconds + 60}s` },
    }),
  );
}

/** A task runs, for the cluster, once its health check has passed. What was scaled to nothing is as it should be. */
export function runningScript(names: readonly string[], withinSeconds: number): string {
  return `
services='${names.join(" ")}'
missing() {
  docker service ls --format '{{.Name}} {{.Replicas}}' | awk -v all="$services" 'BEGIN { split(all, names); for (i in names) absent[names[i]] } $1 in absent { split($2, copies, "/"); if (copies[1] == copies[2]) delete absent[$1] } END { for (name in absent) print name }'
  updates 'updating|paused'
}
updates() { docker service inspect --format '{{.Spec.Name}} {{with .UpdateStatus}}{{.State}}{{end}}' $services | awk -v state="$1" '$2 ~ state { print $1 }'; }
end=$(($(date +%s) + ${withinSeconds}))
while late=$(missing | sort -u); [ -n "$late" ]; do
  stopped=$(updates paused)
  if [ -n "$stopped" ] || [ "$(date +%s)" -ge "$end" ]; then
    echo "$(echo $late) did not start:" >&2
    ${whatBecame("$late")}
    exit 1
  fi
  sleep 0.3
done`.trim();
}

/** Shell commands that tell, as an error, what the cluster says of services. It forgets a copy that failed soon after, so it is asked for a while. */
export const whatBecame = (services: string): string =>
  [
    `for look in 1 2 3 4 5 6 7 8 9; do said=$(docker service ps --no-trunc --format '{{if .Error}}{{.Name}} on {{.Node}}: {{.Error}}{{end}}' ${services} 2>&1 | grep . | sort -u | head -n 8)`,
    '[ -z "$said" ] || break; sleep 0.3; done',
    `[ -n "$said" ] || said=$(docker service ps --format '{{.Name}} on {{.Node}}: {{.CurrentState}}' ${services} 2>&1 | head -n 8)`,
    'echo "$said" >&2',
  ].join("; ");
