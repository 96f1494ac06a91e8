import execa from "execa";
import type { RunnerReport } from "../../cli/backup/health";
import type { BackupRun } from "../../cli/backup/runs";
import type { TestPlatform } from "../lab/platform";

/** What a program answered, however it ended. */
export interface Tried {
  readonly status: number;
  readonly said: string;
}

/** Runs a shell command on a machine that may fail. */
export async function tried(platform: TestPlatform, machine: string, command: string, input = ""): Promise<Tried> {
  const { exitCode, stdout, stderr } = await execa(
    "/usr/bin/docker",
    ["--host", platform.place.host, "exec", "-i", platform.container(machine), "bash", "-c", command],
    { reject: false, input },
  );
  return { status: exitCode, said: `${stdout}\n${stderr}` };
}

/** What the platform says of a service's backups. */
export async function report(platform: TestPlatform, service: string, machine = "hive1"): Promise<RunnerReport> {
  const text = await platform.on(machine, "ruche-backup report");
  return text
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line) as RunnerReport)
    .find((one) => one.service === service)!;
}

/** A service's complete runs, the oldest first. */
export async function runs(platform: TestPlatform, service: string, machine = "hive1"): Promise<BackupRun[]> {
  return JSON.parse(await platform.on(machine, `ruche-backup snapshots ${service}`)) as BackupRun[];
}

/** Backs a service up now. @returns The run's name. */
export async function run(platform: TestPlatform, service: string, machine = "hive1"): Promise<string> {
  return (await platform.on(machine, `ruche-backup run ${service}`)).trim();
}

/** Rewrites what the platform remembers of a service's backups, as a passing of time or a wrong clock would. */
export async function remember(
  platform: TestPlatform,
  service: string,
  program: string,
  machine = "hive1",
): Promise<void> {
  const [folder, file] = ["/DATA/.ruche/backup", `/DATA/.ruche/backup/state/${service}.json`];
  await platform.on(
    machine,
    `exec 9> ${folder}/locks/${service}; flock 9; jq '${program}' ${file} > ${file}.test && mv ${file}.test ${file}`,
  );
}

/** The slot of a service's plan that it is now, as the machines count it. */
export async function slotNow(
  platform: TestPlatform,
  service: string,
  machine = "hive1",
): Promise<{ readonly start: number; readonly end: number }> {
  const program = `import json, sys, time; sys.path.insert(0, "/usr/local/lib/ruche/backup"); from plan import slot_of, due_at; plan, now = json.loads(sys.stdin.readline())["plan"], int(time.time()); print(slot_of(plan, now), due_at(plan, now))`;
  const said = await platform.on(
    machine,
    `/usr/bin/python3 -ISB -c '${program}' < /DATA/.ruche/backup/services/${service}.json`,
  );
  const [start, end] = said.split(" ").map(Number) as [number, number];
  return { start, end };
}

/** The journal of the backups on a machine. */
export function journal(platform: TestPlatform, machine: string): Promise<string> {
  return platform.on(machine, "journalctl -q --no-pager -t ruche-backup");
}

/** Not below /run, where nothing can be executed. */
const gates = "/var/tmp/gates";

/**
 * Stops the backup program at a chosen moment: one of the programs that it uses is replaced, for it alone, by a script
 * that leaves a mark and waits.
 */
export class Gate {
  readonly #folder: string;

  constructor(
    readonly platform: TestPlatform,
    readonly machine: string,
    name: string,
  ) {
    this.#folder = `${gates}/${name}`;
  }

  /**
   * @param script - Runs in bash in place of the program, with its arguments; `reached` waits there until the gate
   * opens.
   */
  async put(program: string, script: string): Promise<void> {
    const text =
      `#!/bin/bash\nreached() { touch ${this.#folder}/reached; while [ ! -e ${this.#folder}/open ]; do sleep 0.1; ` +
      `done; }\n${script}\nexec /usr/bin/${program} "$@"\n`;
    await this.platform.on(
      this.machine,
      `rm -rf ${this.#folder}; mkdir -p ${this.#folder}; cat > ${this.#folder}/${program}; chmod 755 ${this.#folder}/${program}`,
      text,
    );
  }

  /** Runs the backup program with the gate, in a process group of its own. */
  start(words: string, input = ""): Promise<Tried> {
    return tried(
      this.platform,
      this.machine,
      `cat > ${this.#folder}/input; PATH=${this.#folder}:$PATH setsid -w bash -c 'echo $$ > ` +
        `${this.#folder}/pid; exec ruche-backup ${words} < ${this.#folder}/input'`,
      input,
    );
  }

  async reached(): Promise<void> {
    await this.platform.on(
      this.machine,
      `for i in $(seq 600); do [ -e ${this.#folder}/reached ] && exit 0; sleep 0.1; done; exit 1`,
    );
  }

  async open(): Promise<void> {
    await this.platform.on(this.machine, `touch ${this.#folder}/open`);
  }

  /** Ends the program and all that it started, as a power cut would. */
  async kill(): Promise<void> {
    await this.platform.on(this.machine, `kill -9 -- -$(cat ${this.#folder}/pid)`);
  }
}
