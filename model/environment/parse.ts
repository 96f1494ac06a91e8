import { mayBeSecret } from "../values/secretLooks";
import { hidden } from "../values/shown";
import { crossChecks } from "./checks";
import type { CheckContext, Draft } from "./draft";
import type { Environment } from "./environment";
import { type CheckFinding, formatPath, type Mistake, type Path } from "./mistake";
import { resolve } from "./resolve";
import { environmentSchema } from "./schema";
import { isMap, valueAt } from "./schemaTree";
import { plainSecrets } from "./secrets";
import { mergeKey, readSource, type Source, type SourcePosition } from "./source";
import { ownSections, salvage, structureFindings } from "./structure";
import { didYouMean } from "./suggest";

export interface ParseOptions extends CheckContext {
  /** File as it is to be named in mistakes. */
  readonly file: string;
}

/** Either the environment or mistakes; warnings in both cases. */
export interface ParseResult {
  readonly environment?: Environment;
  readonly mistakes: readonly Mistake[];
  readonly warnings: readonly Mistake[];
}

/** What Pulumi itself keeps at the top of a stack file. */
const stackFileKeys = ["config", "encryptionsalt", "encryptedkey", "environment", "secretsprovider"];

/** Reads an environment file. Everything that is wrong is reported in one run, in the order of the file. */
export function parseEnvironment(text: string, options: ParseOptions): ParseResult {
  const source = readSource(text);
  const located = (finding: CheckFinding, below: Path, place?: SourcePosition): Located =>
    locate(finding, below, options.file, source, place);
  const syntax = source.syntax.map((finding) => {
    const config = finding.path[0] === "config" ? finding.path.slice(1) : finding.path;
    return located({ ...finding, path: config }, [], finding.place);
  });
  const broken = source.syntax.filter(({ readable }) => !readable).map(({ place }) => place.line);
  const shape = fileFindings(source.data, broken.length > 0).map((finding) => located(finding, []));
  const config = isMap(source.data) ? source.data.config : undefined;
  const checked = isMap(config) ? checkSections(config, options, false) : { findings: [] };
  // A value that was misread is reported once: other checks would judge what nobody wrote.
  const misread = source.syntax
    .filter(({ at, readable }) => at === "value" && readable)
    .map(({ path }) => formatPath(path));
  const merged = source.syntax.filter(({ path }) => path.at(-1) === mergeKey).map(({ path }) => path);
  const sound = checked.findings.filter(
    (finding) =>
      (finding.at === "key" || !misread.includes(formatPath(["config", ...finding.path]))) &&
      !merged.some((path) => followsFrom(path, ["config", ...finding.path], finding)),
  );
  const all = [...syntax, ...shape, ...sound.map((finding) => located(finding, ["config"]))]
    // Beyond a syntax error the file may mean anything, and what seems to be missing may follow it.
    .filter(
      ({ mistake, syntax: own }) =>
        own ||
        broken.length === 0 ||
        ((mistake.line ?? 0) < Math.min(...broken) && !/^(missing|empty)/.test(mistake.message)),
    )
    .sort((a, b) => (a.mistake.line ?? 0) - (b.mistake.line ?? 0) || (a.mistake.column ?? 0) - (b.mistake.column ?? 0));
  return result(all, checked.environment);
}

/** Whether a merge key that is not read is the reason: it is not known, and what it stands for is missing. */
const followsFrom = (merge: Path, path: Path, { message }: CheckFinding): boolean =>
  formatPath(path) === formatPath(merge) ||
  (message === "missing" && formatPath(path.slice(0, -1)) === formatPath(merge.slice(0, -1)));

/** The same checks on the configuration that Pulumi hands to the program, where files and lines are gone. */
export function checkConfig(config: Readonly<Record<string, string>>, options: ParseOptions): ParseResult {
  const raw = Object.fromEntries(
    Object.entries(config).map(([key, value]) => [key, key.startsWith("ruche:") ? decode(key, value) : value]),
  );
  const checked = checkSections(raw, options, true);
  return result(
    checked.findings.map((finding) => locate(finding, [], options.file, { data: raw })),
    checked.environment,
  );
}

interface Located {
  readonly mistake: Mistake;
  readonly level: "mistake" | "warning";
  readonly syntax: boolean;
}

function checkSections(
  config: Record<string, unknown>,
  options: ParseOptions,
  decrypted: boolean,
): { findings: CheckFinding[]; environment?: Environment } {
  const { sections, findings: keys } = ownSections(config);
  const readable = decrypted
    ? { ...sections, ...("ruche:seed" in sections ? { "ruche:seed": { secure: "" } } : {}) }
    : sections;
  const secrets = decrypted ? [] : plainSecrets(config);
  const shape = [...keys, ...structureFindings(environmentSchema, readable)];
  const structure = shape.filter(
    (finding) =>
      !(
        finding.message === "missing" &&
        shape.some(({ meant }) => meant !== undefined && formatPath(meant) === formatPath(finding.path))
      ) &&
      // A secret in plain text does not have the form of an encrypted one either: once is enough.
      !(finding.at !== "key" && secrets.some((secret) => formatPath(secret.path) === formatPath(finding.path))),
  );
  const draft = salvage(environmentSchema, readable) as Draft;
  const findings = [...secrets, ...structure, ...crossChecks(draft, options, new Set(Object.keys(sections)))];
  if (findings.some(({ level }) => level !== "warning")) return { findings };
  return { findings, environment: resolve(environmentSchema.parse(readable), options) };
}

/** Mistakes of the file around the configuration. */
function fileFindings(data: unknown, broken: boolean): CheckFinding[] {
  const remedy = "write config: and below it ruche:tier, ruche:domain, ruche:machines …";
  if (data === undefined || data === null)
    return broken
      ? []
      : [{ path: [], value: "", message: "the file is empty", allowed: "a map with the key config", remedy }];
  if (!isMap(data)) return [{ path: [], message: "not a map", allowed: "a map with the key config", remedy }];
  const unknown = Object.keys(data)
    .filter((key) => !stackFileKeys.includes(key))
    .map(
      (key): CheckFinding => ({
        path: [key],
        at: "key",
        value: key,
        message: "unknown key",
        allowed: stackFileKeys.join(", "),
        remedy: key.startsWith("ruche:")
          ? "indent it below config:"
          : didYouMean(key, stackFileKeys, "remove it, or correct its name"),
      }),
    );
  if (!("config" in data))
    return [...unknown, { path: ["config"], message: "missing", allowed: "a map of ruche: sections", remedy }];
  if (isMap(data.config)) return unknown;
  return [
    ...unknown,
    {
      path: ["config"],
      message: data.config === null ? "empty" : "wrong type",
      allowed: "a map of ruche: sections",
      remedy,
    },
  ];
}

function locate(
  finding: CheckFinding,
  below: Path,
  file: string,
  source: Pick<Source, "data"> & Partial<Source>,
  known?: SourcePosition,
): Located {
  const path = [...below, ...finding.path];
  const place = known ?? source.place?.(path, finding.at ?? "value");
  const value = "value" in finding && finding.value !== undefined ? finding.value : valueAt(source.data, path);
  return {
    mistake: {
      file,
      ...(place ?? {}),
      path: formatPath(finding.path),
      value: mayBeSecret(finding.path, value) && value !== undefined ? hidden : show(value),
      allowed: finding.allowed,
      remedy: finding.remedy,
      message: finding.message,
    },
    level: finding.level ?? "mistake",
    syntax: known !== undefined,
  };
}

function show(value: unknown): string {
  if (value === undefined) return "(missing)";
  if (value === null) return "(empty)";
  if (typeof value === "string") return shorten(value);
  return shorten(JSON.stringify(value, (key, inner: unknown) => (mayBeSecret([key], inner) ? hidden : inner)));
}

function shorten(text: string): string {
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}

function result(all: readonly Located[], environment?: Environment): ParseResult {
  const of = (level: string): Mistake[] => all.filter((one) => one.level === level).map(({ mistake }) => mistake);
  const mistakes = of("mistake");
  return {
    ...(environment === undefined || mistakes.length > 0 ? {} : { environment }),
    mistakes,
    warnings: of("warning"),
  };
}

/** Pulumi gives text as it is and everything else as JSON. */
function decode(key: string, value: string): unknown {
  if (key === "ruche:tier" || key === "ruche:domain" || key === "ruche:seed" || !/^\s*[[{\dtfn"-]/.test(value))
    return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
