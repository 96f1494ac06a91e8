/**
 * What a change asks of machines, as far as reservations say it: containers' processors and memory, and the disk of
 * backups.
 */
import { workloadOf, workloadTypes } from "../cluster";
import type { ServiceDescriptor } from "../descriptor";
import { factsOf, type ReviewedResource } from "./facts";
import { layoutOf } from "./layout";

/** What is reserved on a machine. */
export interface Reserved {
  /** Processors; a half is 0.5. */
  readonly processors: number;
  readonly memoryBytes: number;
  /** What backups are expected to take. */
  readonly diskBytes: number;
}

/** Reservations of a machine that change. */
export interface CapacityChange {
  /** A machine, or what the cluster places on any of its machines. */
  readonly where: string;
  readonly before: Reserved;
  readonly after: Reserved;
}

/** What a workload with any number of copies takes wherever the cluster places it. */
const anywhere = "any machine of the cluster";

/** Where reservations differ between two sets of resources, sorted. */
export function capacityChanges(
  before: readonly ReviewedResource[],
  after: readonly ReviewedResource[],
): CapacityChange[] {
  const [old, planned] = [reservations(before), reservations(after)];
  return [...new Set([...old.keys(), ...planned.keys()])]
    .sort()
    .map((where) => ({ where, before: old.get(where) ?? nothing, after: planned.get(where) ?? nothing }))
    .filter(({ before: was, after: will }) => JSON.stringify(was) !== JSON.stringify(will));
}

const nothing: Reserved = { processors: 0, memoryBytes: 0, diskBytes: 0 };

function reservations(resources: readonly ReviewedResource[]): Map<string, Reserved> {
  const facts = factsOf(resources);
  const found = new Map<string, Reserved>();
  const add = (where: string, { processors = 0, memoryBytes = 0, diskBytes = 0 }: Partial<Reserved>): void => {
    const known = found.get(where) ?? nothing;
    found.set(where, {
      processors: known.processors + processors,
      memoryBytes: known.memoryBytes + memoryBytes,
      diskBytes: known.diskBytes + diskBytes,
    });
  };
  for (const { backup } of facts.descriptors.filter(
    (descriptor): descriptor is ServiceDescriptor => descriptor.kind === "service",
  )) {
    for (const { machine } of backup?.repositories ?? [])
      if (machine !== undefined) add(machine, { diskBytes: backup!.budgetBytes });
  }
  const { nodes } = layoutOf(facts);
  const workloads = resources.filter(({ type }) => workloadTypes.has(type)).flatMap((known) => workloadOf(known) ?? []);
  for (const { reserved, copies = 1 } of workloads) {
    if (reserved.processors === 0 && reserved.memoryBytes === 0) continue;
    if (copies === "each-node") for (const node of nodes) add(node, reserved);
    else if (typeof copies === "number")
      add(anywhere, { processors: reserved.processors * copies, memoryBytes: reserved.memoryBytes * copies });
  }
  return found;
}

/** `memory 512 MB → 1.0 GB (+512 MB)`, each thing that changes. */
export function describeCapacity({ before, after }: CapacityChange): string[] {
  const parts: [name: string, was: number, will: number, text: (value: number) => string][] = [
    ["processors", before.processors, after.processors, (value) => String(Math.round(value * 100) / 100)],
    ["memory", before.memoryBytes, after.memoryBytes, bytes],
    ["disk for backups", before.diskBytes, after.diskBytes, bytes],
  ];
  return parts
    .filter(([, was, will]) => was !== will)
    .map(
      ([name, was, will, text]) =>
        `${name} ${text(was)} → ${text(will)} (${will > was ? "+" : "−"}${text(Math.abs(will - was))})`,
    );
}

const bytes = (value: number): string =>
  value >= 1e9 ? `${(value / 1e9).toFixed(1)} GB` : `${Math.round(value / 1e6)} MB`;
