import type { Orchestrator } from "../../components/contracts/orchestrator";
import type { AcmeAuthority } from "../../components/ingress/acme/scripts";
import { Platform } from "../../components/platform/platform";
import type { Environment } from "../../model/environment";
import { images } from "../images";
import type { MachinesLayer } from "./machines";
import type { StorageLayer } from "./storage";

/** Makes registry and ingress, where there is a cluster for services and a volume for their data. */
export function platformLayer(
  environment: Environment,
  { seed, named }: MachinesLayer,
  storage: StorageLayer,
  cluster: Orchestrator | undefined,
): Platform | undefined {
  const { tier, domain, members, certificates, backup, services } = environment;
  const volume = storage.get(environment.platform.volume ?? "");
  if (!cluster || !volume) return undefined;
  return new Platform("platform", {
    on: cluster,
    volume,
    seed,
    images,
    domain,
    members,
    ports: services.flatMap(({ ports }) => ports.map(({ port, protocol }) => ({ port, protocol }))),
    tier,
    formerNames: true,
    certificates: acmeAuthority(certificates),
    databases: [...new Set(services.flatMap(({ database }) => database ?? []))],
    backup: backup && {
      rpoSeconds: backup.rpo.seconds,
      keepSeconds: backup.keep.seconds,
      repositories: backup.repositories.map(({ name, on }) => ({ name, machine: named([on])[0]! })),
    },
  });
}

/** Null where the platform issues its certificates itself. */
function acmeAuthority({ authority, directory, email, trust }: Environment["certificates"]): AcmeAuthority | null {
  return authority === "acme" && directory !== null && email !== null ? { directory, email, trust } : null;
}
