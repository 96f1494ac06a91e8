import { dirname } from "node:path";
import { replacedMark } from "../../components/databases/databaseProducts";
import type { DeployedDatabase } from "../../model/summary";
import { shellProgram } from "../../tools/programFile";

/** Gives the folders of a database server's other versions another name. */
export const setAsideProgram = ({ data }: DeployedDatabase, version: string): string =>
  shellProgram(__dirname, "setAside.sh", { all: dirname(data), version, replaced: replacedMark });
