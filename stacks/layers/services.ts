import { setImmediate } from "node:timers/promises";
import type { HostedService } from "../../components/platform/hostedService";
import type { Platform } from "../../components/platform/platform";
import { catalogue } from "../../components/services/catalogue";
import type { Environment } from "../../model/environment";
import type { StorageLayer } from "./storage";

/**
 * Makes the services, and waits until they run. After each, the engine gets to hear of it, and plans it beside the
 * next.
 */
export async function servicesLayer(
  { services }: Environment,
  platform: Platform | undefined,
  storage: StorageLayer,
): Promise<readonly HostedService[]> {
  if (!platform) return [];
  const made: HostedService[] = [];
  for (const { name, kind, exposure, replicas, host, path, volume, settings, ports } of services) {
    const { component } = catalogue.find(({ definition }) => definition.kind === kind)!;
    made.push(
      new component(name, {
        on: platform,
        exposure,
        replicas,
        host,
        path,
        settings,
        ports: Object.fromEntries(ports.map(({ name, exposure, port }) => [name, { exposure, port }] as const)),
        ...(volume === null ? {} : { volume: storage.get(volume) }),
      }),
    );
    await setImmediate();
  }
  if (made.length > 0)
    platform.orchestrator.untilRunning(
      "services-running",
      made.flatMap(({ started }) => started),
    );
  return made;
}
