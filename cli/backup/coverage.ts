import type { ServiceSummary } from "../../model/summary";
import { definitionOf } from "../catalogue";
import { writeCanary } from "./canary";
import type { DataPlatform } from "./platform";

/** A path that was written, and whether that is as it should be. */
export interface WrittenPath {
  readonly service: string;
  /** Where it was written: inside the service's container, or on the volume beside what is declared. */
  readonly where: "container" | "volume";
  readonly path: string;
  /** Why it may be lost; null where nobody said so: then it is neither backed up nor known to be worthless. */
  readonly disposable: string | null;
}

/** What may be lost of every service, by the file system hierarchy standard (FHS 3.0). */
const temporary: Readonly<Record<string, string>> = {
  "/tmp": "temporary",
  "/var/tmp": "temporary",
  "/run": "of the running process",
  "/var/run": "of the running process",
};

/** Uses every service, then looks for what it wrote that no declaration covers. */
export async function coverage(platform: DataPlatform, only?: string): Promise<WrittenPath[]> {
  await Promise.all(platform.services(only).map((service) => writeCanary(platform, service)));
  const [inContainers, onVolume] = await Promise.all([
    Promise.all(platform.nodes.map((machine) => platform.cluster.written(machine))),
    besides(platform),
  ]);
  const found = inContainers.flat().map((written) => ofService(written, platform.summary.services));
  return [...found, ...onVolume]
    .filter(({ service }) => only === undefined || service === only)
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** What a container wrote, as its service's: what runs beside the one that people reach belongs to the same service. */
export function ofService(
  { workload, path }: { readonly workload: string; readonly path: string },
  services: readonly Pick<ServiceSummary, "name" | "kind" | "companions">[],
  disposableOf = (kind: string): Readonly<Record<string, string>> | undefined => definitionOf(kind)?.disposable,
): WrittenPath {
  const owner = services.find(({ name, companions = [] }) => name === workload || companions.includes(workload));
  const reasons = { ...temporary, ...(owner && disposableOf(owner.kind)) };
  const folder = Object.keys(reasons).find((known) => path === known || path.startsWith(`${known}/`));
  return {
    service: owner?.name ?? workload,
    where: "container",
    path,
    disposable: folder === undefined ? null : reasons[folder]!,
  };
}

/** Files on the volume below a service's own folder that none of its declared folders holds. */
async function besides(platform: DataPlatform): Promise<WrittenPath[]> {
  const declared = platform
    .services()
    .flatMap(({ name, definition: { state } }) => (state.files ?? []).map((target) => ({ service: name, target })));
  const list =
    'cd "$(dirname "$(sed -n \'s/.*shared=\\([^ ]*\\).*/\\1/p\' /etc/ruche/backup/settings)")"/../services && ' +
    "find . -type f -printf '%P\\n'";
  return (await platform.on(platform.runner, list))
    .split("\n")
    .filter(Boolean)
    .flatMap((file): WrittenPath[] => {
      const service = file.split("/")[0]!;
      const path = file.slice(service.length);
      // A database server's folder belongs to the databases in it, which their services declare.
      if (
        service === "mariadb" ||
        service === "postgresql" ||
        !platform.summary.services.some(({ name }) => name === service)
      )
        return [];
      return declared.some((known) => known.service === service && path.startsWith(`${known.target}/`))
        ? []
        : [{ service, where: "volume", path, disposable: null }];
    });
}
