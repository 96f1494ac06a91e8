import { catalogue } from "../../components/services/catalogue";
import type { HostedService } from "../../components/services/hostedService";
import type { Platform } from "../../components/services/platform";
import { untilRunning } from "../../components/workloads/running";
import type { Environment } from "../environment";
import type { StorageLayer } from "./storage";

/** Makes the services, and waits until they run. */
export function servicesLayer({ services }: Environment, platform: Platform | undefined, storage: StorageLayer): readonly HostedService[] {
  if (!platform) return [];
  const made = services.map(({ name, kind, exposure, replicas, host, path, volume }) => {
    const { component } = catalogue.find(({ definition }) => definition.kind === kind)!;
    return new component(name, { on: platform, exposure, replicas, host, path, ...(volume === null ? {} : { volume: storage.get(volume) }) });
  });
  if (made.length > 0) untilRunning("services-running", platform.orchestrator, made.map(({ started }) => started));
  return made;
}
