import type { ServiceDescriptor } from "../descriptor";
import { stateItemsOf } from "../rules/stateful";

/** What a service does not run without. */
export interface Needs {
  /** Volumes: those of its files, and of a database server those of the databases in it. */
  readonly volumes: readonly string[];
  /** Its database server. */
  readonly database: ServiceDescriptor | undefined;
}

/** What each service needs, by its name. */
export function needsOf(services: readonly ServiceDescriptor[]): ReadonlyMap<string, Needs> {
  const items = services.flatMap(stateItemsOf);
  const under = (kind: string): string[] =>
    items.flatMap((item) => (item.kind === "database" && item.engine === kind ? [item.volume] : []));
  const databases = new Map(
    [...new Set(items.flatMap((item) => (item.kind === "database" ? [item.engine] : [])))].map((engine) => [
      engine as string,
      {
        volumes: under(engine),
        server: services.find(({ serviceKind }) => serviceKind === engine),
      },
    ]),
  );
  return new Map(
    services.map((service) => {
      const own = stateItemsOf(service);
      const files = own.flatMap((item) => (item.kind === "files" ? [item.volume] : []));
      const row = own.find((item) => item.kind === "database");
      return [
        service.service,
        {
          volumes: [
            ...new Set([
              ...files,
              ...(databases.get(service.serviceKind)?.volumes ?? []),
              ...(service.volume === undefined ? [] : [service.volume]),
            ]),
          ],
          database: row?.kind === "database" ? databases.get(row.engine)?.server : undefined,
        },
      ];
    }),
  );
}
