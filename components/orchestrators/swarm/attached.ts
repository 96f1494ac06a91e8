import { shellProgram } from "../../../tools/programFile";

/**
 * A shell program that runs a container with what is on standard input, and again for a minute while its network is
 * "not found".
 *
 * @param run - `docker run --rm -i --network …`
 * @param failed - What to run when it failed, after what it said was told.
 */
export const untilAttached = (run: string, failed: string): string =>
  [`run() { ${run}; }`, `failed() {\n${failed}\n}`, shellProgram(__dirname, "attached.sh")].join("\n");
