import { join } from "node:path";
import execa from "execa";

/**
 * Runs Go in the module of one of the suite's tools, with the versions that its go.mod and go.sum pin; however it ends.
 */
export const go = (tool: string, ...args: string[]) =>
  execa("go", args, {
    cwd: join(__dirname, "..", tool),
    env: { GOFLAGS: "-mod=readonly", GOWORK: "off" },
    reject: false,
  });
