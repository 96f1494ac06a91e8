import type { Output } from "@pulumi/pulumi";
import { UserError } from "../../model/errors";
import { companionName } from "../../model/rules/companion";
import { notAmong } from "../../model/rules/names";
import { refuse } from "../../model/rules/objection";
import { shellProgram } from "../../tools/programFile";
import type { Variables } from "../contracts/workload";
import { isPlain } from "../core/inputs";
import type { CompanionContainer, EnvironmentContext, ServiceDefinition, ServiceJob } from "./definition";
import { type LaterSettings, withSettings } from "./settings";

/** A container of a service, with all that its definition leaves to defaults. */
export interface ServiceContainer extends Required<Pick<CompanionContainer, "image" | "secrets" | "files">> {
  /** Its name in the cluster, by which others reach it. */
  readonly name: string;
  /** Its suffix in names of resources. */
  readonly suffix: string;
  /** Empty if the image says what it runs. */
  readonly command: readonly string[];
  readonly health: CompanionContainer["health"];
  readonly memoryMebibytes: number;
  readonly processors: number | undefined;
  readonly environment: Variables | Output<Variables>;
  /** Configuration files by path. */
  readonly configuration: Readonly<Record<string, string>>;
  /** Whether it runs a command again and again; a drill leaves it out. */
  readonly job: boolean;
}

/** What a service's environment may be made of, with settings that may be known later. */
type LaterContext = Omit<EnvironmentContext, "settings"> & { readonly settings: LaterSettings };

/** Names of what runs beside the container that people reach. */
export const companionsOf = ({
  containers = {},
  jobs = {},
}: Pick<ServiceDefinition, "containers" | "jobs">): string[] =>
  [...Object.keys(containers), ...Object.keys(jobs)].sort();

/**
 * The containers of a service: the one that people reach, and those beside it by name. A pure function.
 *
 * @throws UserError for a companion that names what the definition does not have, whose own name is taken, or that runs
 * every 0 seconds; for a path that is not absolute, or that gives the same name as another one; and for an own secret
 * `database` beside a database.
 */
export function containersOf(
  service: string,
  definition: ServiceDefinition,
  context: LaterContext,
): readonly [ServiceContainer, ...ServiceContainer[]] {
  const { state, port, ready, secrets = [] } = definition;
  const database = "database" in state && state.database !== undefined;
  const main = complete(definition, context, {
    name: service,
    suffix: "service",
    image: definition.image,
    command: [],
    health: { command: ["http-ok", String(port), ready.path], withinSeconds: ready.withinSeconds },
    secrets: [...secrets, ...(database ? ["database"] : [])],
    files: "files" in state ? (state.files ?? []) : [],
    job: false,
  });
  refuseOwnDatabase(definition, database);
  refusePaths(main.files.map((path) => ({ where: `${definition.kind}: state.files`, path, name: pathSuffix(path) })));
  for (const name of companionsOf(definition)) refuseWrong(name, definition, main);
  const all = [main, ...companionsOf(definition).map((name) => companion(service, name, definition, context))] as const;
  refusePaths(
    all.flatMap(({ suffix, configuration }) =>
      Object.keys(configuration).map((path) => ({
        where: `${definition.kind}: ${suffix === "service" ? "" : `${suffix}: `}configuration`,
        path,
        name: `${suffix}${pathSuffix(path)}`,
      })),
    ),
  );
  return all;
}

/** A path as a part of names of resources. */
export const pathSuffix = (target: string): string => target.replaceAll("/", "-");

function refuseOwnDatabase({ kind, secrets = [] }: ServiceDefinition, database: boolean): void {
  if (database && secrets.includes("database"))
    throw new UserError(
      `${kind}: secrets`,
      "database",
      "any other name: it is the password of the kind's database",
      "Leave it out, or give it another name.",
    );
}

/** Paths become parts of names of resources, where a slash is a hyphen. */
function refusePaths(paths: readonly { readonly where: string; readonly path: string; readonly name: string }[]): void {
  for (const [at, { where, path, name }] of paths.entries()) {
    if (!/^(\/[^/\s]+)+$/.test(path) || path.split("/").some((part) => part === "." || part === ".."))
      throw new UserError(where, path, "absolute paths: /etc/example.conf", "Write the whole path.");
    const same = paths.slice(0, at).find((other) => other.name === name);
    if (same !== undefined)
      throw new UserError(
        where,
        path,
        `a path that differs from ${same.path} by more than slashes and hyphens`,
        "Give one of them another name.",
      );
  }
}

function refuseWrong(
  name: string,
  { kind, containers = {}, jobs = {} }: ServiceDefinition,
  { secrets, files }: Pick<ServiceContainer, "secrets" | "files">,
): void {
  const where = `${kind}: ${name in jobs ? "jobs" : "containers"}.${name}`;
  if (!/^[a-z]([a-z0-9-]*[a-z0-9])?$/.test(name) || name === "service" || (name in containers && name in jobs))
    throw new UserError(
      where,
      name,
      'lower-case letters, digits and hyphens, each name once, and not "service"',
      "Give it another name.",
    );
  const job = jobs[name];
  for (const key of job ? (["everySeconds", "withinSeconds"] as const) : []) {
    const seconds = job![key] ?? 1;
    if (!(seconds > 0 && Number.isFinite(seconds)))
      throw new UserError(`${where}.${key}`, String(seconds), "more than 0 seconds", "Give it a number of seconds.");
  }
  const declared = job ?? containers[name]!;
  for (const [what, named, known] of [
    ["secrets", declared.secrets, secrets],
    ["files", declared.files, files],
  ] as const) {
    for (const one of named ?? []) refuse(`${where}.${what}`, one, notAmong(one, known, what));
  }
}

function companion(
  service: string,
  name: string,
  { image, containers = {}, jobs = {} }: ServiceDefinition,
  context: LaterContext,
): ServiceContainer {
  const job = jobs[name];
  const declared = job ?? containers[name]!;
  return complete(declared, context, {
    name: companionName(service, name),
    suffix: name,
    image: declared.image ?? image,
    command: job ? repeated(name, job.command, { every: job.everySeconds, within: withinOf(job) }) : declared.command,
    health: job ? { command: ["test", "-e", jobMark], withinSeconds: withinOf(job) } : containers[name]!.health,
    secrets: declared.secrets ?? [],
    files: declared.files ?? [],
    job: job !== undefined,
  });
}

/** Is there inside a job's container while its last run ended well. */
const jobMark = "/tmp/.job-done";

const withinOf = ({ withinSeconds = 60 }: ServiceJob): number => withinSeconds;

/** What runs a command again and again: seconds between two runs, and how many one may take. */
export const repeated = (
  name: string,
  command: readonly string[],
  { every, within }: { readonly every: number; readonly within: number },
  mark = jobMark,
): string[] => [
  "/bin/sh",
  "-c",
  shellProgram(__dirname, "job.sh", {
    every: String(every),
    again: String(Math.min(every, 5)),
    within: String(within),
    mark,
  }),
  name,
  ...command,
];

function complete(
  { resources, environment, configuration }: Pick<CompanionContainer, "resources" | "environment" | "configuration">,
  { settings: chosen, ...context }: LaterContext,
  container: Omit<ServiceContainer, "memoryMebibytes" | "processors" | "environment" | "configuration">,
): ServiceContainer {
  return {
    ...container,
    memoryMebibytes: resources?.memoryMebibytes ?? 256,
    processors: resources?.processors,
    environment: environment ? withSettings(chosen, (settings) => environment({ ...context, settings })) : {},
    // Which files there are depends on the settings, so these are plain (`chosenSettings`).
    configuration: isPlain(chosen) ? (configuration?.({ ...context, settings: chosen }) ?? {}) : {},
  };
}
