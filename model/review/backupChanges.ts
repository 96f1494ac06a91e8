import type { ServiceDescriptor, StateItem } from "../descriptor";
import { stateItemsOf } from "../rules/stateful";
import { Duration } from "../values";
import type { Facts } from "./facts";

/** What changes in the backups of a service. */
export interface BackupChange {
  readonly service: string;
  /** Each change in plain words. */
  readonly what: readonly string[];
  /** Less is kept, less often, in fewer places, or of less data. */
  readonly weaker: boolean;
}

/** What differs between the backups of two declarations, the weaker first. */
export function backupChanges(before: Facts, after: Facts): BackupChange[] {
  const [old, planned] = [byService(before), byService(after)];
  const changes = [...new Set([...old.keys(), ...planned.keys()])]
    .sort()
    .flatMap((service) => compare(service, old.get(service), planned.get(service)));
  return [...changes.filter(({ weaker }) => weaker), ...changes.filter(({ weaker }) => !weaker)];
}

const byService = ({ descriptors }: Facts): Map<string, ServiceDescriptor> =>
  new Map(
    descriptors.flatMap((descriptor) =>
      descriptor.kind === "service" && descriptor.service !== undefined
        ? [[descriptor.service, descriptor] as const]
        : [],
    ),
  );

const itemsOf = (service: ServiceDescriptor | undefined): string[] =>
  (service === undefined ? [] : stateItemsOf(service)).map(describeItem);

const describeItem = (item: StateItem): string =>
  item.kind === "files" ? `files in ${item.volume}:${item.path}` : `the database ${item.name} in ${item.engine}`;

const length = (seconds: number): string => Duration.seconds(seconds).toString();

function compare(
  service: string,
  before: ServiceDescriptor | undefined,
  after: ServiceDescriptor | undefined,
): BackupChange[] {
  const [was, will] = [before?.backup ?? null, after?.backup ?? null];
  if (was === null && will === null) return [];
  if (will === null)
    return [
      {
        service,
        what: [
          after === undefined ? "the service is removed; no more backups of it are made" : "it is no longer backed up",
        ],
        weaker: true,
      },
    ];
  const places = will.repositories.map(({ name, machine }) => `${name} on ${machine}`);
  if (was === null)
    return [
      {
        service,
        what: [
          `it is backed up: every ${length(will.intervalSeconds)}, kept for ${length(will.keepSeconds)}, ` +
            `in ${places.join(", ") || "no repository"}`,
        ],
        weaker: false,
      },
    ];
  const old = was.repositories.map(({ name, machine }) => `${name} on ${machine}`);
  const [items, planned] = [itemsOf(before), itemsOf(after)];
  const found: [text: string, weaker: boolean][] = [
    ...(
      [
        ["the most that may be lost", "rpoSeconds"],
        ["the interval", "intervalSeconds"],
      ] as const
    ).flatMap(([name, field]) => changed(name, was[field], will[field], length, will[field] > was[field])),
    ...changed("how long they are kept", was.keepSeconds, will.keepSeconds, length, will.keepSeconds < was.keepSeconds),
    ...changed("snapshots that are kept", was.snapshots, will.snapshots, String, will.snapshots < was.snapshots),
    ...old.filter((place) => !places.includes(place)).map((place): [string, boolean] => [`no more in ${place}`, true]),
    ...places.filter((place) => !old.includes(place)).map((place): [string, boolean] => [`also in ${place}`, false]),
    ...items.filter((item) => !planned.includes(item)).map((item): [string, boolean] => [`without ${item}`, true]),
    ...planned.filter((item) => !items.includes(item)).map((item): [string, boolean] => [`with ${item}`, false]),
  ];
  return found.length === 0
    ? []
    : [{ service, what: found.map(([text]) => text), weaker: found.some(([, weaker]) => weaker) }];
}

const changed = (
  name: string,
  was: number,
  will: number,
  text: (value: number) => string,
  weaker: boolean,
): [string, boolean][] => (was === will ? [] : [[`${name}: ${text(was)} → ${text(will)}`, weaker]]);
