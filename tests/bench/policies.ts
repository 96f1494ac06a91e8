import { copyFileSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { TestPlatform } from "../lab/platform";
import { type FigureName, median } from "./figures";
import { type Usage, usage } from "./usage";

const programs = ["plain", "bare", "asked", "judged"] as const;

/**
 * What the policies take of a first preview with many services: the program without the pack, with a pack that reads
 * nothing (what Pulumi takes to ask one), with ours, and the same resources declared without Ruche's components. They
 * run in turns, so that what else the computer does concerns all of them; the ratios are those of each round.
 */
export async function measurePolicies(
  services: number,
  rounds: number,
  say: (text: string) => void,
): Promise<Partial<Record<FigureName, number>>> {
  const platform = new TestPlatform("many");
  try {
    const file = join(platform.folder, "environments/Pulumi.many.yaml");
    writeFileSync(
      file,
      manyServices(readFileSync(join(platform.folder, "environments/Pulumi.lab.yaml"), "utf8"), services),
    );
    await platform.ruche(["seed", "many"]);
    const { status, stderr } = await platform.ruche(["preview", "many"]);
    if (status !== 0) throw new Error(`ruche preview many ended with status ${status}:\n${stderr}`);
    const {
      PULUMI_OPTION_POLICY_PACK: pack,
      PULUMI_OPTION_CWD: folder = platform.folder,
      ...env
    } = (await platform.ruche<Record<string, string>>(["env", "many"])).json;
    const plain = join(platform.folder, ".ruche/plain");
    const packs: Partial<Record<(typeof programs)[number], string>> = {
      asked: emptyPack(join(platform.folder, ".ruche/asked")),
      ...(pack === undefined ? {} : { judged: pack }),
    };
    const run = (program: (typeof programs)[number], ...more: readonly string[]): Promise<Usage> =>
      usage("pulumi", ["preview", "--stack", program === "plain" ? "plain" : "many", "--non-interactive", ...more], {
        cwd: program === "plain" ? plain : folder,
        env: {
          ...env,
          PULUMI_STACK: "",
          ...(packs[program] === undefined ? {} : { PULUMI_OPTION_POLICY_PACK: packs[program] }),
        },
      });
    const events = join(platform.folder, ".ruche/events.json");
    await run("bare", "--event-log", events);
    const count = plainProgram(plain, events);
    await usage("pulumi", ["stack", "init", "plain"], { cwd: plain, env: { ...env, PULUMI_STACK: "" } });
    say(`  ${services} services: ${count.all} resources, ${count.plain} of them without the components`);
    const taken: Record<(typeof programs)[number], Usage>[] = [];
    for (let round = 0; round < rounds; round++) {
      const one = {
        plain: await run("plain"),
        bare: await run("bare"),
        asked: await run("asked"),
        judged: await run("judged"),
      };
      taken.push(one);
      say(
        `  ${programs.map((program) => `${program} ${one[program].seconds.toFixed(1)} s (processor ${one[program].processor.toFixed(1)} s)`).join(", ")}`,
      );
    }
    const share = (program: "asked" | "judged", of: keyof Usage): number =>
      median(taken.map(({ bare, [program]: policed }) => 100 * (1 - bare[of] / policed[of])));
    const middle = (of: (round: (typeof taken)[number]) => number): number => median(taken.map(of));
    return {
      share: share("judged", "seconds"),
      shareOfProcessor: share("judged", "processor"),
      shareOfAsking: share("asked", "seconds"),
      plain: middle(({ plain: without, judged }) => judged.seconds / without.seconds),
      plainOfProcessor: middle(({ plain: without, judged }) => judged.processor / without.processor),
    };
  } finally {
    await platform.ruche(["down", "many", "--consent", "many"]);
    platform.remove();
  }
}

/** The lab with so many sites instead of its services. */
function manyServices(lab: string, count: number): string {
  const sites = Array.from(
    { length: count },
    (_, index) => `    site${index}: { kind: site, exposure: ${index % 2 === 0 ? "public" : "members"} }`,
  );
  return [lab.slice(0, lab.indexOf("  ruche:services:")), "  ruche:services:\n", sites.join("\n"), "\n"].join("");
}

/** A pack that answers at once, without reading what it is asked. */
function emptyPack(folder: string): string {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "PulumiPolicy.yaml"), "runtime: { name: nodejs, options: { typescript: false } }\n");
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "asked", version: "0.0.1" }));
  writeFileSync(
    join(folder, "index.js"),
    `
    const grpc = require("@grpc/grpc-js");
    const { AnalyzerService } = require("@pulumi/pulumi/proto/analyzer_grpc_pb");
    const { AnalyzerInfo } = require("@pulumi/pulumi/proto/analyzer_pb");
    const server = new grpc.Server({ "grpc.max_receive_message_length": -1 });
    for (const [name, method] of Object.entries(AnalyzerService)) {
      if (name === "remediate") continue;
      const answer = name === "getAnalyzerInfo" ? Buffer.from(new AnalyzerInfo().setName("asked").setVersion("0.0.1").serializeBinary()) : Buffer.alloc(0);
      const asIs = (bytes) => bytes;
      server.addService({ [name]: { ...method, requestDeserialize: asIs, responseSerialize: asIs } }, { [name]: (call, done) => done(null, answer) });
    }
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => console.log(String(port)));
  `,
  );
  symlinkSync(resolve(__dirname, "../../node_modules"), join(folder, "node_modules"));
  return folder;
}

interface Planned {
  readonly resourcePreEvent?: {
    readonly metadata: {
      readonly type: string;
      readonly urn: string;
      readonly new?: { readonly inputs?: object; readonly provider?: string };
    };
  };
}

/**
 * Writes the program that declares what a preview planned, without components; gives how many resources there are with
 * them and without.
 */
function plainProgram(folder: string, events: string): { readonly all: number; readonly plain: number } {
  const all = readFileSync(events, "utf8")
    .split("\n")
    .filter(Boolean)
    .flatMap((line) => (JSON.parse(line) as Planned).resourcePreEvent?.metadata ?? []);
  const plain = all.filter(({ type }) => !/^(ruche|pulumi:(pulumi|providers:command))/.test(type));
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, "Pulumi.yaml"),
    "name: plain\nruntime: { name: nodejs, options: { typescript: false, nodeargs: --max-semi-space-size=64 } }\nmain: plain.js\n",
  );
  writeFileSync(join(folder, "package.json"), "{}");
  copyFileSync(join(__dirname, "plain.js"), join(folder, "plain.js"));
  symlinkSync(resolve(__dirname, "../../node_modules"), join(folder, "node_modules"));
  writeFileSync(
    join(folder, "resources.json"),
    JSON.stringify(
      plain.map(({ type, urn, new: planned }) => ({
        type: type.replace(/:(index)\/\w+:/, ":$1:"),
        name: urn.split("::").at(-1),
        provider: planned?.provider?.split("::").at(-2),
        inputs: planned?.inputs ?? {},
      })),
    ),
  );
  return { all: all.length, plain: plain.length };
}
