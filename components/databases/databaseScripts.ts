import { shellProgram } from "../../tools/programFile";
import { type DatabaseProduct, replacedMark } from "./databaseProducts";

/** Makes the folder of a server's version below `all`, the folder of the server. */
export const directoryScript = (all: string, { engine, version, user }: DatabaseProduct): string =>
  shellProgram(__dirname, "directory.sh", { all, engine, version, user: String(user), replaced: replacedMark });

/** Seconds that a server's first start may take on slow disks. */
export const patience = 300;

/**
 * Asks a server until it takes what is on standard input, in the shell of its image.
 *
 * @param client - The command that asks. It finds `$server`.
 * @param said - The file in the container that keeps what the client said last.
 */
export const untilTaken = (server: string, client: string, said = "/tmp/said"): string =>
  [
    `server=${server}`,
    `ask() { ${client}; }`,
    shellProgram(__dirname, "patiently.sh", { patience: String(patience), said }),
  ].join("\n");
