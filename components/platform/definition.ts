import type { DatabaseEngine, ExposureLevel } from "../../model/descriptor";
import type { Volume } from "../contracts/volume";
import type { Canary } from "./canary";

/** What a service's environment may be made of. */
export interface EnvironmentContext {
  /** Host name by which people reach it. */
  readonly host: string;
  readonly url: string;
  /** Present when the state says that there is a database. */
  readonly database: { readonly host: string; readonly port: number; readonly name: string; readonly user: string };
  /** Path of a secret file inside the container. */
  readonly secretFile: (name: string) => string;
}

/** What must survive of a service, as its container sees it, and how it is shown that it did; or why nothing must. */
export type ServiceState =
  | {
      readonly state: { readonly files?: readonly string[]; readonly database?: DatabaseEngine };
      readonly canary: Canary;
    }
  | { readonly state: { readonly none: string } };

/** Everything Ruche must know of a kind of service; all the rest follows from it. */
export type ServiceDefinition = ServiceFacts & ServiceState;

/** What is said of every kind alike. */
export interface ServiceFacts {
  /** Name of the kind in an environment. */
  readonly kind: string;
  /** What people call it. */
  readonly title: string;
  /** Image of the platform's family. */
  readonly image: string;
  /** Version of the software, as upstream writes it. */
  readonly version: string;
  /** Port inside the container. */
  readonly port: number;
  /**
   * A path that answers when the service works (asked inside its container by `http-ok`), and the seconds it may take
   * to start.
   */
  readonly ready: { readonly path: string; readonly withinSeconds: number };
  /** `single`: two copies at once would damage the data. */
  readonly writers: "single" | "many";
  /** Paths that it writes and that may be lost, with the reason. `/tmp`, `/run` and `/var/tmp` may always be. */
  readonly disposable?: Readonly<Record<string, string>>;
  /** Upper bound of memory in MiB. Default 256. */
  readonly memoryMebibytes?: number;
  /** Numeric id of the user that owns the files inside the container. Default 33 (www-data). */
  readonly user?: number;
  /** Secrets that the container reads from files; `database` is there by itself with a database. */
  readonly secrets?: readonly string[];
  readonly environment?: (context: EnvironmentContext) => Readonly<Record<string, string>>;
}

/** What an environment says of one service. */
export interface ServiceArgs {
  /** Who may reach it. There is no default. */
  readonly exposure: ExposureLevel;
  /** Host name. Default `<name>.<domain>`. */
  readonly host?: string;
  /** Path prefix. Default `/`. */
  readonly path?: string;
  /** Where its files are kept. Default: the platform's volume. */
  readonly volume?: Volume;
  /** Copies. Default 1; more only where the kind takes several writers. */
  readonly replicas?: number;
}

/** A definition, checked by the compiler and kept as narrow as it was written. */
export function defineService<const D extends ServiceDefinition>(definition: D): D {
  return definition;
}
