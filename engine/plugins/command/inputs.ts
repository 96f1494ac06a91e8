/** The defaults and checks of inputs, as the official provider (pulumi-command 1.2.1) fills them in. */
import { holdsUnknown, inside, type Properties, type PropertyValue, plain, sourceOf } from "./values";

/** One mistake in the inputs. */
export interface InputMistake {
  readonly property: string;
  readonly reason: string;
}

const connectionDefaults: Properties = { dialErrorLimit: 10, perDialTimeout: 15, port: 22, user: "root" };

const asObject = (value: PropertyValue, change: (value: Properties) => PropertyValue): PropertyValue =>
  inside(value, (each) =>
    each !== null && typeof each === "object" && !Array.isArray(each) ? change(each as Properties) : each,
  );

/** The inputs with defaults, so that a state that was written by the official provider shows no difference. */
export function withDefaults(type: string, inputs: Properties): Properties {
  const filled = { ...inputs };
  if (type.endsWith(":Command") && filled.addPreviousOutputInEnv === undefined) filled.addPreviousOutputInEnv = true;
  if (filled.connection !== undefined) {
    filled.connection = asObject(filled.connection, (connection) => ({
      ...connectionDefaults,
      ...connection,
      ...(connection.proxy === undefined
        ? {}
        : { proxy: asObject(connection.proxy, (proxy) => ({ ...connectionDefaults, ...proxy })) }),
    }));
  }
  return filled;
}

const loggings = ["stdout", "stderr", "stdoutAndStderr", "none"];

/** What is wrong with the inputs; unknown values are not judged. */
export function mistakes(type: string, inputs: Properties): InputMistake[] {
  const found: InputMistake[] = [];
  const remote = type.startsWith("command:remote:");
  const { connection, logging, source, environment } = plain(inputs);
  if (remote && (connection === undefined || connection === null))
    found.push({ property: "connection", reason: "is missing: say which host to reach" });
  else if (remote && connection !== undefined && typeof connection === "object" && !connection.host)
    found.push({ property: "connection.host", reason: "is missing: say which host to reach" });
  if (logging !== undefined && !holdsUnknown(logging) && !loggings.includes(logging))
    found.push({ property: "logging", reason: `is ${JSON.stringify(logging)}; allowed are ${loggings.join(", ")}` });
  for (const [name, value] of Object.entries(
    environment !== null && typeof environment === "object" ? environment : {},
  )) {
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name))
      found.push({
        property: `environment["${name}"]`,
        reason: "is no name of an environment variable: letters, digits and _ only",
      });
    else if (typeof value !== "string") found.push({ property: `environment.${name}`, reason: "must be a string" });
  }
  if (type === "command:remote:CopyToRemote" && !holdsUnknown(source)) {
    const what = sourceOf(source);
    if (what === undefined) found.push({ property: "source", reason: "must be an asset or an archive" });
    else if (what.kind === "asset" && what.path === undefined && what.text === undefined)
      found.push({ property: "source", reason: "an asset must be a FileAsset or a StringAsset" });
    else if (what.kind === "archive" && what.path === undefined)
      found.push({ property: "source", reason: "an archive must be a FileArchive" });
  }
  return found;
}
