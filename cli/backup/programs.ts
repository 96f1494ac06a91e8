import { dirname } from "node:path";
import { shellProgram } from "../../components/core/programFile";
import { replacedMark } from "../../components/databases/databaseProducts";
import type { DeployedDatabase } from "../../model/summary";

/** Prints the files that were written in containers, `service <TAB> path`. `processes` tells of those that run. */
export const writtenProgram = (processes = "/proc"): string => shellProgram(__dirname, "written.sh", { processes });

/** Writes what is on standard input into a file that a container has on a volume. */
export const putFileProgram = (container: string, path: string): string =>
  shellProgram(__dirname, "putFile.sh", { container, path });

/** Stops a database server, beside whose data there is a folder for the new version's then. */
export const stopServerProgram = ({ engine, data }: DeployedDatabase, version: string): string =>
  shellProgram(__dirname, "stopServer.sh", { engine, folder: `${dirname(data)}/${version}` });

/** Starts a database server in a new version; the folders of other versions stay under another name. */
export const startServerProgram = ({ engine, data }: DeployedDatabase, version: string, looks = 900): string =>
  shellProgram(__dirname, "startServer.sh", {
    engine,
    version,
    all: dirname(data),
    replaced: replacedMark,
    looks: String(looks),
  });
