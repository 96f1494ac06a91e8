/** The options that a `Pulumi.yaml` gives below `runtime: { name: nodejs, options: … }`. */

/** What of the options this host honours; unknown ones are left alone, as the official host does. */
export interface RuntimeOptions {
  /** Whether programs may be TypeScript. Default: true. */
  readonly typescript: boolean;
  /** The TypeScript configuration, relative to the program. Default: the `tsconfig.json` that is found. */
  readonly tsconfig?: string;
  /** Arguments for Node itself, such as `--max-old-space-size=4096`. Default: none. */
  readonly nodeArguments: readonly string[];
}

/** Reads the options; a value of another type counts as absent. */
export function runtimeOptions(options: Record<string, unknown> | undefined): RuntimeOptions {
  const { typescript, tsconfig, nodeargs } = options ?? {};
  return {
    typescript: typescript !== false && typescript !== "false",
    tsconfig: typeof tsconfig === "string" && tsconfig !== "" ? tsconfig : undefined,
    nodeArguments: typeof nodeargs === "string" ? nodeargs.split(/\s+/).filter((argument) => argument !== "") : [],
  };
}

/**
 * The environment of a program or policy pack. Types are not checked at each start unless the environment
 * says so itself: checking costs about 2 s for each start and belongs to the tests.
 */
export function programEnvironment(
  options: RuntimeOptions,
  base: NodeJS.ProcessEnv,
  more: Record<string, string> = {},
): NodeJS.ProcessEnv {
  return {
    PULUMI_NODEJS_TRANSPILE_ONLY: "true",
    ...base,
    PULUMI_NODEJS_TYPESCRIPT: String(options.typescript),
    ...(options.tsconfig === undefined ? {} : { PULUMI_NODEJS_TSCONFIG_PATH: options.tsconfig }),
    ...more,
  };
}
