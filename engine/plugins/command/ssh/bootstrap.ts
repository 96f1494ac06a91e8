/**
 * Handing a script to a remote shell without its text or environment ever being an argument: arguments can be read by
 * everybody on the host (`ps`). What is executed is always the same short line; it reads one line of base64 from
 * standard input, which is the environment and the script, and evaluates it in the login shell, as if it had been the
 * argument.
 * The shell's `read` takes no byte beyond the line break, so the rest of standard input is the script's own.
 */

/** Exit status of the bootstrap when the script did not arrive whole; nothing of it has run then. */
const notArrived = 97;

const variable = "__engine_script";

/** The line that is executed. */
export const bootstrap =
  `${variable}=$(IFS= read -r ${variable} && printf %s "$${variable}" | base64 -d) || exit ${notArrived}; ` +
  `eval "$${variable}"`;

/** Prints 42 on a shell that the bootstrap works with: POSIX language, `base64` there. */
export const probe = `printf %s NDI= | base64 -d && test "$((6*7))" = 42`;
export const probeAnswer = "42";

/** The line to send before the script's own standard input. */
export function firstLine(script: string, environment: Readonly<Record<string, string>>): string {
  const settings = Object.entries(environment)
    .map(([name, value]) => `export ${name}=${quote(value)}\n`)
    .join("");
  return `${Buffer.from(`unset ${variable}\n${settings}${script}`).toString("base64")}\n`;
}

/** The value as one word of a POSIX shell. */
const quote = (value: string): string => `'${value.replaceAll("'", `'\\''`)}'`;
