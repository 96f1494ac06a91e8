/** The part of a Dockerfile's language that the platform's images use. */
export type BuildStep =
  | {
      readonly kind: "add" | "copy";
      readonly sources: readonly string[];
      readonly to: string;
      readonly owner?: string;
      readonly mode?: string;
    }
  | { readonly kind: "run"; readonly script: string };

/** What a container of the image does, in the words of the OCI image configuration. */
export interface ImageConfig {
  Env: string[];
  User?: string;
  WorkingDir?: string;
  Entrypoint?: string[];
  Cmd?: string[];
  StopSignal?: string;
  ExposedPorts?: Record<string, object>;
  Volumes?: Record<string, object>;
  Labels?: Record<string, string>;
  /** Not OCI, but Docker's; engines read it from an OCI configuration as well. Times are nanoseconds. */
  Healthcheck?: { Test: string[]; Interval?: number; Timeout?: number; StartPeriod?: number; Retries?: number };
}

export interface Dockerfile {
  readonly from: string;
  readonly steps: readonly BuildStep[];
  /** What the file sets, on top of the parent's configuration. */
  readonly config: ImageConfig;
}

/** Reads a Dockerfile. Errors name the line; what Docker knows and this does not is refused, not passed over. */
export function parseDockerfile(text: string, parent?: ImageConfig): Dockerfile {
  const steps: BuildStep[] = [];
  const config: ImageConfig = structuredClone(
    parent ?? { Env: ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"] },
  );
  let from: string | undefined;
  for (const { line, words } of instructions(text)) {
    const space = words.search(/\s/);
    const instruction = words.slice(0, space < 0 ? undefined : space).toUpperCase();
    const rest = space < 0 ? "" : words.slice(space).trim();
    const refuse = (why: string): never => {
      throw new Error(`Dockerfile line ${line}: ${why}`);
    };
    if (from === undefined && instruction !== "FROM") refuse("the first instruction must be FROM");
    switch (instruction) {
      case "FROM":
        if (from !== undefined) refuse("a second FROM is not supported");
        from = rest;
        break;
      case "RUN":
        steps.push({ kind: "run", script: rest });
        break;
      case "ADD":
      case "COPY":
        steps.push(
          copyStep(instruction === "ADD" ? "add" : "copy", rest) ??
            refuse(`${instruction} needs a source and a target`),
        );
        break;
      case "ENV":
        for (const [name, value] of pairs(rest))
          config.Env = [...config.Env.filter((entry) => !entry.startsWith(`${name}=`)), `${name}=${value}`];
        break;
      case "LABEL":
        config.Labels = { ...config.Labels, ...Object.fromEntries(pairs(rest)) };
        break;
      case "USER":
        config.User = rest;
        break;
      case "WORKDIR":
        config.WorkingDir = rest;
        break;
      case "STOPSIGNAL":
        config.StopSignal = rest;
        break;
      case "EXPOSE":
        for (const port of rest.split(/\s+/))
          config.ExposedPorts = { ...config.ExposedPorts, [port.includes("/") ? port : `${port}/tcp`]: {} };
        break;
      case "VOLUME":
        for (const volume of command(rest) ?? rest.split(/\s+/)) config.Volumes = { ...config.Volumes, [volume]: {} };
        break;
      case "ENTRYPOINT":
        config.Entrypoint = command(rest) ?? refuse("ENTRYPOINT must be a JSON list");
        delete config.Cmd; // as Docker does: the parent's arguments belong to the parent's entry point
        break;
      case "CMD":
        config.Cmd = command(rest) ?? refuse("CMD must be a JSON list");
        break;
      case "HEALTHCHECK":
        config.Healthcheck = healthcheck(rest) ?? refuse("HEALTHCHECK must be NONE, or options and CMD");
        break;
      default:
        refuse(`${instruction} is not supported`);
    }
  }
  if (from === undefined) throw new Error("the Dockerfile is empty");
  return { from, steps, config };
}

/** Lines joined at a trailing backslash; comments and empty lines fall out. */
function instructions(text: string): { line: number; words: string }[] {
  const found: { line: number; words: string }[] = [];
  let open: { line: number; words: string } | undefined;
  text.split("\n").forEach((raw, index) => {
    if (/^\s*(#|$)/.test(raw)) return;
    const goesOn = /\\\s*$/.test(raw);
    const words = raw.replace(/\\\s*$/, "");
    open = open ? { line: open.line, words: `${open.words}${words}` } : { line: index + 1, words: words.trimStart() };
    if (!goesOn) {
      found.push({ ...open, words: open.words.trimEnd() });
      open = undefined;
    }
  });
  if (open) found.push({ ...open, words: open.words.trimEnd() });
  return found;
}

function copyStep(kind: "add" | "copy", rest: string): BuildStep | undefined {
  const words = rest.split(/\s+/);
  const option = (name: string) => words.find((word) => word.startsWith(`--${name}=`))?.slice(name.length + 3);
  const paths = words.filter((word) => !word.startsWith("--"));
  const to = paths.pop();
  return to !== undefined && paths.length > 0
    ? { kind, sources: paths, to, owner: option("chown"), mode: option("chmod") }
    : undefined;
}

function pairs(rest: string): [string, string][] {
  return [...rest.matchAll(/([\w.-]+)=("(?:[^"\\]|\\.)*"|\S*)/g)].map(([, name = "", value = ""]) => [
    name,
    value.startsWith('"') ? (JSON.parse(value) as string) : value,
  ]);
}

function command(rest: string): string[] | undefined {
  if (!rest.startsWith("[")) return undefined;
  const words = JSON.parse(rest) as unknown;
  return Array.isArray(words) && words.every((word) => typeof word === "string") ? words : undefined;
}

const UNIT: Record<string, number> = { ms: 1e6, s: 1e9, m: 60e9 };

function healthcheck(rest: string): ImageConfig["Healthcheck"] {
  if (rest === "NONE") return { Test: ["NONE"] };
  const [, options = "", test = ""] = /^((?:--\S+\s+)*)CMD\s+(.*)$/.exec(rest) ?? [];
  if (!test) return undefined;
  const time = (name: string): number | undefined => {
    const [, amount, unit] = new RegExp(`--${name}=(\\d+)(ms|s|m)\\b`).exec(options) ?? [];
    return amount && unit ? Number(amount) * UNIT[unit]! : undefined;
  };
  const words = command(test);
  const retries = /--retries=(\d+)/.exec(options)?.[1];
  return {
    Test: words ? ["CMD", ...words] : ["CMD-SHELL", test],
    Interval: time("interval"),
    Timeout: time("timeout"),
    StartPeriod: time("start-period"),
    Retries: retries ? Number(retries) : undefined,
  };
}
