/** Which replaced or deleted resources hold data, or leave some behind: what a reviewer must not find in a fold. */

import { workloadTypes } from "../../model/cluster";
import type { Descriptor } from "../../model/descriptor";
import type { ReviewedResource } from "../../model/review/facts";
import { isStateful } from "../../model/rules/stateful";
import { nameOf } from "../../model/urn";
import type { PlannedStep } from "./plan";

/** A replaced or deleted resource that has to do with data. */
export interface StatefulChange {
  readonly operation: string;
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  /** What of data is concerned, in plain words. */
  readonly data: string;
}

/** Types that keep data themselves, whoever made them. */
const keeping =
  /(volume|disk|bucket|container:Container|instance|virtualmachine|persistentvolumeclaim|statefulset|database)$/i;

/** Resources below a component that only configure something: to make them anew loses nothing. */
const configuring = /^(command:|random:|tls:|pulumi:)|:(Secret|Network|Configuration)$/;

/** All replaced or deleted resources that concern data; `deployed` says what there is now. */
export function statefulChanges(
  steps: readonly PlannedStep[],
  deployed: readonly ReviewedResource[],
): StatefulChange[] {
  const parents = new Map(steps.map(({ urn, parent }) => [urn, parent]));
  const holders = new Map(
    deployed.flatMap(({ urn, type, inputs }) =>
      type.startsWith("ruche:") && inputs ? [[urn, inputs as Descriptor] as const] : [],
    ),
  );
  const contents = contentsOf([...holders.values()]);
  const removed = new Set(steps.filter(({ operation }) => operation === "delete").map(({ urn }) => urn));
  return steps
    .filter(({ operation }) => operation === "replace" || operation === "delete")
    .flatMap((step) => {
      const data = concerned(step, holders, parents, contents, removed);
      return data === undefined
        ? []
        : [{ operation: step.operation, urn: step.urn, type: step.type, name: nameOf(step.urn), data }];
    })
    .sort((a, b) => (`${a.operation} ${a.name}` < `${b.operation} ${b.name}` ? -1 : 1));
}

function concerned(
  { urn, type, operation }: PlannedStep,
  holders: ReadonlyMap<string, Descriptor>,
  parents: ReadonlyMap<string, string | undefined>,
  contents: Contents,
  removed: ReadonlySet<string>,
): string | undefined {
  const own = holders.get(urn);
  if (own !== undefined) return operation === "delete" ? ofComponent(own) : undefined;
  if (configuring.test(type)) return undefined;
  const owner = ancestors(urn, parents)
    .map((parent) => [parent, holders.get(parent)] as const)
    .find(([, descriptor]) => descriptor !== undefined);
  const [parent, descriptor] = owner ?? [];
  if (descriptor?.kind === "machines")
    return (
      ofMachine(nameOf(urn), nameOf(parent!), descriptor, contents) ??
      (keeping.test(type) ? "it keeps data of its own" : undefined)
    );
  if (descriptor?.kind === "service" && workloadTypes.has(type)) {
    // Where the whole service goes, its component says so.
    if (!isStateful(descriptor) || removed.has(parent!)) return undefined;
    return `${descriptor.service} stops${operation === "replace" ? " and starts anew" : ""}; its data stays where it is`;
  }
  return keeping.test(type) ? "it keeps data of its own" : undefined;
}

type Contents = ReadonlyMap<string, readonly string[]>;

/** What lies on each machine. */
function contentsOf(descriptors: readonly Descriptor[]): Contents {
  const found = new Map<string, string[]>();
  const add = (machine: string | undefined, what: string): void => {
    if (machine !== undefined && !found.get(machine)?.includes(what))
      found.set(machine, [...(found.get(machine) ?? []), what]);
  };
  for (const descriptor of descriptors) {
    if (descriptor.kind === "volume")
      for (const machine of descriptor.machines ?? []) add(machine, `a copy of the volume ${descriptor.volume}`);
    if (descriptor.kind === "service")
      for (const { name, machine } of descriptor.backup?.repositories ?? []) add(machine, `the backups in ${name}`);
  }
  return found;
}

function ofComponent(descriptor: Descriptor): string | undefined {
  if (descriptor.kind === "volume") return `the volume ${descriptor.volume}`;
  if (descriptor.kind !== "service" || !isStateful(descriptor)) return undefined;
  return `${descriptor.service}: its data is no longer used or backed up`;
}

/** A part of one of these machines is called after it. */
function ofMachine(
  name: string,
  component: string,
  { machines }: Extract<Descriptor, { kind: "machines" }>,
  contents: Contents,
): string | undefined {
  const machine = (machines ?? [])
    .map((known) => known.name)
    .filter((known) => name === `${component}-${known}` || name.startsWith(`${component}-${known}-`))
    .sort((a, b) => b.length - a.length)[0];
  if (machine === undefined) return undefined;
  const held = contents.get(machine) ?? [];
  return held.length > 0 ? `${machine} holds ${held.join(", ")}` : undefined;
}

function ancestors(urn: string, parents: ReadonlyMap<string, string | undefined>): string[] {
  const found: string[] = [];
  for (let parent = parents.get(urn); parent !== undefined && !found.includes(parent); parent = parents.get(parent))
    found.push(parent);
  return found;
}
