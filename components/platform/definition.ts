import type { Input } from "@pulumi/pulumi";
import type { z } from "zod";
import type { DatabaseEngine, ExposureLevel } from "../../model/descriptor";
import type { SettingsSchema } from "../../model/environment/settings";
import type { PortExposure } from "../../model/rules/openedPort";
import type { Volume } from "../contracts/volume";
import type { OwnWorkload } from "../contracts/workload";
import type { Transforms } from "../core/transform";
import type { OwnConfiguration } from "../machines/configuration/configuration";
import type { Canary } from "./canary";

/** What a kind without settings has. */
type NoSettings = z.ZodObject<Record<never, never>>;

/** What a service's environment may be made of. */
export interface EnvironmentContext<Settings extends SettingsSchema = SettingsSchema> {
  /** What was chosen for this service, with the defaults of its kind. */
  readonly settings: z.output<Settings>;
  /** Host name by which people reach it. */
  readonly host: string;
  readonly url: string;
  /** Present when the state says that there is a database. */
  readonly database: { readonly host: string; readonly port: number; readonly name: string; readonly user: string };
  /** Path of a secret file inside the container. */
  readonly secretFile: (name: string) => string;
  /** Host name by which the service's containers reach the one that people reach. */
  readonly service: string;
  /** Host name by which they reach one of `containers`. */
  readonly companion: (name: string) => string;
}

/** What a container of a service is told. Nothing of it is secret. */
interface ContainerContent<Settings extends SettingsSchema> {
  // Methods, so that a definition with settings of its own is one of any settings.
  /** Variables of its environment. */
  environment?(context: EnvironmentContext<Settings>): Readonly<Record<string, string>>;
  /** Configuration files, by their paths inside the container. A change of one starts the container anew. */
  configuration?(context: EnvironmentContext<Settings>): Readonly<Record<string, string>>;
}

/** What containers beside the one that people reach have in common. One copy of each runs. */
interface BesideContainer<Settings extends SettingsSchema> extends ContainerContent<Settings> {
  /**
   * Image of the platform's family.
   *
   * @default the service's own
   */
  readonly image?: string;
  /** What it runs. */
  readonly command: readonly string[];
  readonly resources?: ServiceResources;
  /**
   * The service's secrets that it reads; `database` is one of them.
   *
   * @default none
   */
  readonly secrets?: readonly string[];
  /**
   * The service's files that it sees, by their paths.
   *
   * @default none
   */
  readonly files?: readonly string[];
}

/** A container that works for a service: a worker, a cache. */
export interface CompanionContainer<Settings extends SettingsSchema = SettingsSchema>
  extends BesideContainer<Settings> {
  /** Command inside it that fails while it is not healthy, and the seconds that it may take to start. */
  readonly health: { readonly command: readonly string[]; readonly withinSeconds: number };
}

/**
 * A command that is run again and again, in a container of its own. `up` waits for its first run; one that fails is
 * tried again after five seconds, and the service is not healthy meanwhile. An orchestrator starts a container anew
 * that is not healthy for long, also in the middle of a run: the run gets SIGTERM, and some seconds to end.
 */
export interface ServiceJob<Settings extends SettingsSchema = SettingsSchema> extends BesideContainer<Settings> {
  /** Seconds between the end of one run and the beginning of the next; more than 0. */
  readonly everySeconds: number;
  /**
   * Seconds that one run may take. One that takes longer is ended, and has failed.
   *
   * @default 60
   */
  readonly withinSeconds?: number;
}

/**
 * A port for a protocol of the service's own: agents, SSH, voice. A definition only offers it. Nobody outside of the
 * cluster reaches it before an environment opens it.
 */
export interface ServicePort {
  /** Number inside the container. */
  readonly port: number;
  /**
   * What it is asked by.
   *
   * @default tcp
   */
  readonly protocol?: "tcp" | "udp";
  /**
   * Whether the software encrypts what comes through it, whatever its settings are. Policies ask for that.
   *
   * @default false
   */
  readonly encrypted?: boolean;
  /**
   * Which of `containers` listens there.
   *
   * @default the one that people reach
   */
  readonly container?: string;
}

/** A port of a service as an environment opens it. */
export interface OpenedPort {
  /** Who reaches it: the platform's machines, or everybody. Nothing before it asks for a password. */
  readonly exposure: PortExposure;
  /**
   * Number on the machines.
   *
   * @default the number inside the container
   */
  readonly port?: number;
}

/** What must survive of a service, as its container sees it, and how it is shown that it did; or why nothing must. */
export type ServiceState =
  | {
      readonly state: { readonly files?: readonly string[]; readonly database?: DatabaseEngine };
      readonly canary: Canary;
    }
  | { readonly state: { readonly none: string } };

/** Everything Ruche must know of a kind of service; all the rest follows from it. */
export type ServiceDefinition<Settings extends SettingsSchema = SettingsSchema> = ServiceFacts<Settings> & ServiceState;

/** The most that one copy may take of its machine. */
export interface ServiceResources {
  /**
   * MiB. A copy that takes more is ended by the kernel, and started anew.
   *
   * @default 256
   */
  readonly memoryMebibytes?: number;
  /**
   * Processors, such as 0.5. A copy that wants more waits.
   *
   * @default as many as the machine has
   */
  readonly processors?: number;
}

/** What is said of every kind alike. */
export interface ServiceFacts<Settings extends SettingsSchema = SettingsSchema> extends ContainerContent<Settings> {
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
  readonly resources?: ServiceResources;
  /**
   * Whether it works below a path as well, which the ingress takes off: its pages name each other from where they are.
   *
   * @default false
   */
  readonly belowPath?: boolean;
  /**
   * Numeric id of the user that owns the files inside the container.
   *
   * @default 33 (www-data)
   */
  readonly user?: number;
  /** Secrets that the container reads from files; `database` is there by itself with a database. */
  readonly secrets?: readonly string[];
  /**
   * What may be chosen for a service of this kind: `settings.ts` in its folder, which imports nothing of Pulumi.
   *
   * @default nothing
   */
  readonly settings?: Settings;
  /**
   * Containers beside the one that people reach, by name.
   *
   * @default none
   */
  readonly containers?: Readonly<Record<string, CompanionContainer<Settings>>>;
  /**
   * Commands that are run again and again, by name.
   *
   * @default none
   */
  readonly jobs?: Readonly<Record<string, ServiceJob<Settings>>>;
  /**
   * Ports beside the one that people reach, by name.
   *
   * @default none
   */
  readonly ports?: Readonly<Record<string, ServicePort>>;
}

/** Settings, of which each may come from another resource. */
export type SettingsInput<Settings extends SettingsSchema = SettingsSchema> = {
  readonly [Key in keyof z.input<Settings>]: Input<z.input<Settings>[Key]>;
};

/** What an environment says of one service. */
export interface ServiceArgs<Settings extends SettingsSchema = SettingsSchema> {
  /** Who may reach it. It has to be said. */
  readonly exposure: ExposureLevel;
  /**
   * Host name.
   *
   * @default `<name>.<domain>`
   */
  readonly host?: string;
  /**
   * Path prefix, if its kind works below one.
   *
   * @default `/`
   */
  readonly path?: string;
  /**
   * Where its files are kept.
   *
   * @default the platform's volume
   */
  readonly volume?: Volume;
  /**
   * Copies; more than one only if the kind takes several writers.
   *
   * @default 1
   */
  readonly replicas?: number;
  /**
   * What its kind lets one choose.
   *
   * @default the defaults of its kind
   */
  readonly settings?: SettingsInput<Settings>;
  /**
   * Ports of its kind that are opened, by name. The platform's own `ports` must have their numbers.
   *
   * @default none
   */
  readonly ports?: Readonly<Record<string, OpenedPort>>;
  /**
   * Changes of the component's children: of each container that runs, and of each directory for its files. Names,
   * copies and writers are not changed here.
   *
   * @default nothing is changed
   */
  readonly transform?: Transforms<{ workload: OwnWorkload; directory: OwnConfiguration }>;
}

/**
 * A definition, checked by the compiler and kept as narrow as it was written.
 *
 * @example
 * const clock = defineService({
 *   kind: "clock",
 *   title: "Clock",
 *   image: "clock",
 *   version: "1",
 *   port: 8080,
 *   ready: { path: "/health", withinSeconds: 15 },
 *   writers: "many",
 *   state: { none: "it reads the time from its machine" },
 * });
 */
export function defineService<
  const Definition extends ServiceDefinition<Settings>,
  Settings extends SettingsSchema = NoSettings,
>(definition: Definition & { readonly settings?: Settings }): Definition {
  return definition;
}
