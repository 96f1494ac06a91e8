import type { BackupPlace, VolumeDescriptor } from "../../model/descriptor";
import { isStateful } from "../../model/rules/stateful";
import { dataHolders } from "../../model/storage";
import { type JudgedStack, notJudged, type Policy, type PolicyFinding, type Resource, violation } from "../core/policy";
import { keepsState, serviceIn, unknownIn } from "../core/resource";
import { volumesByName } from "../core/topology";

const required =
  "one repository or more on a machine that neither holds the data nor is lost together with a machine that does";
const remedy =
  "put a repository on a machine outside of the volume, and say with diesWith what each machine is lost with";

/** A backup survives what takes the data. */
export const separateRepository: Policy = {
  id: "BKP-003",
  title: "Backups lie apart from their data",
  why:
    "A backup on the machine of the data, or under the same roof where that is what burns, " +
    "is lost in the hour it was made for. One repository apart is enough: others may be near.",
  severity: "critical",
  remedy,
  applies: keepsState,
  /** Volumes and services are made by different components: known once all were seen. */
  stackRule: ofService,
};

function ofService(resource: Resource, stack: JudgedStack): PolicyFinding[] {
  const service = serviceIn(resource);
  if (service === undefined) return [];
  const unknown = unknownIn(resource, "state", "backup");
  if (unknown !== undefined) return [notJudged(resource, unknown)];
  const { state, backup } = service;
  // Without a plan or a repository it is BKP-002 that speaks.
  if (!isStateful(service) || !("items" in state) || !backup?.repositories?.length) return [];
  const names = [...new Set(state.items.map(({ volume }) => volume))];
  const volumes = names.map((name) => ({ name, holder: stack.once(volumesByName).get(name) }));
  const blurred = volumes.flatMap(
    ({ holder }) => (holder && unknownIn(holder, "machines", "failureDomains", "arbiter", "replicas")) ?? [],
  )[0];
  if (blurred !== undefined) return [notJudged(resource, blurred)];
  const lost = volumes.find(({ holder }) => holder === undefined);
  if (lost !== undefined) {
    return [
      violation(
        resource,
        `nothing says on which machines its volume ${lost.name} lies`,
        required,
        "pass the descriptor of the volume as its component's inputs",
      ),
    ];
  }
  const holders = volumes.flatMap(({ holder }) => dataHolders(holder!.descriptor as VolumeDescriptor));
  const near = backup.repositories.map((repository) => nearness(repository, holders));
  return near.some((reason) => reason === undefined)
    ? []
    : near.map((reason) => violation(resource, reason!, required, remedy));
}

/** Why a repository is too near to the data; undefined where it is not. */
function nearness(
  { name, machine, diesWith }: BackupPlace,
  holders: readonly { machine: string; domain: string }[],
): string | undefined {
  if (holders.some((holder) => holder.machine === machine))
    return `its repository ${name} is on ${machine}, which holds the data`;
  const neighbour = holders.find(({ domain }) => domain === (diesWith ?? machine));
  return (
    neighbour &&
    `its repository ${name} is on ${machine}, which is lost together with ${neighbour.machine} (${neighbour.domain})`
  );
}
