import type { ServiceDescriptor, StateItem } from "../descriptor";

const itemsOf = ({ state }: ServiceDescriptor): readonly StateItem[] => (state !== undefined && "items" in state ? state.items ?? [] : []);

/** Volumes without which a service does not run: those of its files, and of a database server those of the databases in it. */
export function volumesUnder(service: ServiceDescriptor, services: readonly ServiceDescriptor[]): string[] {
  const files = itemsOf(service).flatMap((item) => (item.kind === "files" ? [item.volume] : []));
  const databases = services.flatMap(itemsOf).flatMap((item) => (item.kind === "database" && item.engine === service.serviceKind ? [item.volume] : []));
  return [...new Set([...files, ...databases, ...(service.volume === undefined ? [] : [service.volume])])];
}

/** The database server that a service needs; undefined where it needs none. */
export function databaseUnder(service: ServiceDescriptor, services: readonly ServiceDescriptor[]): ServiceDescriptor | undefined {
  const item = itemsOf(service).find(({ kind }) => kind === "database");
  return item?.kind === "database" ? services.find(({ serviceKind }) => serviceKind === item.engine) : undefined;
}
