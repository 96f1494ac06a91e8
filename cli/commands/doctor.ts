import { Command } from "commander";
import execa from "execa";
import { machinesDrivers } from "../../drivers";
import { missing } from "../../engine";
import { missingPackages } from "../../tools/debianPackages";
import { cache } from "../clone";
import { type CommandDefinition, explained } from "../command";
import { exitStatus } from "../failure";
import { plugins } from "../pulumi/plugins";

interface Symptom {
  readonly what: string;
  readonly found: boolean;
  /** What to do, where something is missing. */
  readonly remedy: string;
  /** Whether `./ruche up` brings it in by itself. */
  readonly automatic: boolean;
}

/** `./ruche doctor` */
export const doctor = (): CommandDefinition => ({
  command: new Command("doctor")
    .summary("what is there, what is missing, what to do")
    .description(explained(["Looks at this computer and says what an environment would miss."], "./ruche doctor")),
  run: async () => {
    const engine = await engineFindings();
    const built = engine.every(({ found }) => found);
    const findings = [await goFinding(built), ...(await packageFindings()), ...engine];
    const ill = findings.filter(({ found, automatic }) => !found && !automatic);
    return {
      status: ill.length === 0 ? exitStatus.done : exitStatus.failed,
      json: { findings },
      text: findings
        .map(({ what, found, remedy }) => `  ${found ? "there  " : "missing"}  ${what}${found ? "" : `: ${remedy}`}`)
        .join("\n"),
    };
  },
});

async function goFinding(built: boolean): Promise<Symptom> {
  const { stdout = "", failed } = await execa("go", ["version"], { reject: false });
  const version = /go1\.(\d+)/.exec(stdout)?.[1];
  return {
    what: "Go 1.26 or later",
    found: !failed && Number(version) >= 26,
    remedy: `install it from go.dev (Debian's own is older); Pulumi and the ingress are built with it${built ? ": what is built goes on without it" : ""}`,
    automatic: built,
  };
}

async function packageFindings(): Promise<Symptom[]> {
  const packages = [...new Set(Object.values(machinesDrivers).flatMap((driver) => driver.packages))];
  const lacking = new Set(await missingPackages(packages));
  return packages.map((name) => ({
    what: `Debian package ${name}`,
    found: !lacking.has(name),
    remedy: "./ruche up installs it (as root, or with sudo)",
    automatic: true,
  }));
}

async function engineFindings(): Promise<Symptom[]> {
  const lacking = await missing({ plugins, cache });
  if (lacking.length === 0) return [{ what: "Pulumi with its plugins", found: true, remedy: "", automatic: true }];
  return lacking.map(({ part, usualSeconds }) => ({
    what: `Pulumi: ${part}`,
    found: false,
    remedy: `./ruche up builds it, usually in ${usualSeconds} s`,
    automatic: true,
  }));
}
