import assert from "node:assert/strict";
import { join } from "node:path";
import ts from "typescript";
import { type ApiEntry, apiOf } from "../../docs/apiModel";
import { root } from "./markdown";

/** What examples may use without making it. */
const given = `
declare const lab: LabMachines;
declare const machines: readonly Machine[];
declare const volume: Volume;
declare const swarm: Orchestrator;
declare const registry: PrivateRegistry;
declare const seed: Seed;
declare const images: LocalImages;
declare const platform: Platform;
declare const clock: ServiceDefinition;
`;

/** What people look for first. */
const main = [
  "Firewall",
  "GlusterVolume",
  "HostedService",
  "Ingress",
  "LabMachines",
  "MariaDb",
  "Platform",
  "PostgreSql",
  "PrivateRegistry",
  "Seed",
  "SwarmCluster",
  "defineService",
  "imageFamily",
];

describe("docstrings of the package", function () {
  this.timeout(120_000);
  let api: readonly ApiEntry[];
  before(() => {
    api = apiOf(root);
  });
  const args = () => api.filter(({ name }) => name.endsWith("Args"));

  it("every exported name says what it is", () => {
    assert.deepEqual(
      api.filter(({ meaning }) => meaning === "").map(({ name }) => name),
      [],
    );
  });

  it("every argument says what it is for, and each that may be left out has its default as a tag", () => {
    const told = args().flatMap(({ name, members }) => members.map((member) => ({ ...member, of: name })));
    assert.ok(told.length > 40);
    assert.deepEqual(
      told.filter(({ meaning }) => meaning === "").map(({ of, name }) => `${of}.${name}`),
      [],
    );
    assert.deepEqual(
      told
        .filter(({ isOptional, usual }) => isOptional !== (usual !== undefined))
        .map(({ of, name }) => `${of}.${name}`),
      [],
    );
    assert.deepEqual(
      told.filter(({ meaning }) => /\bdefault\b/i.test(meaning)).map(({ of, name }) => `${of}.${name}`),
      [],
    );
  });

  it("what people look for first has an example, and every example compiles", () => {
    assert.deepEqual(
      main.filter((name) => !api.some((entry) => entry.name === name && entry.examples.length > 0)),
      [],
    );
    const files = new Map(
      api.flatMap(({ name, examples }) =>
        examples.map((example, index) => [join(root, `docs/example-${name}-${index}.ts`), program(api, example)]),
      ),
    );
    assert.deepEqual(mistakes(files), []);
  });

  it("an example that is wrong is found", () => {
    const wrong = program(api, 'new GlusterVolume("data", { on: machines, replicas: "3", mount: "/DATA" });');
    assert.match(
      mistakes(new Map([[join(root, "docs/example-wrong.ts"), wrong]])).join(),
      /'string' is not assignable/,
    );
  });
});

/** An example as a program: it stands in a block of its own, so that it may make what is given as well. */
function program(api: readonly ApiEntry[], example: string): string {
  const imported = [...new Set(api.map(({ module }) => module))].map((module) => {
    const names = api.filter((entry) => entry.module === module).map(({ name }) => name);
    return `import { ${names.join(", ")} } from "${module}";`;
  });
  const block = example.replace(/^export /gm, "");
  return `import * as pulumi from "@pulumi/pulumi";\n${imported.join("\n")}\n${given}\n{\n${block}\n}\n`;
}

/** The compiler's word on programs that are in no file. */
function mistakes(files: ReadonlyMap<string, string>): string[] {
  const { config } = ts.readConfigFile(join(root, "tsconfig.json"), ts.sys.readFile) as { config: object };
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  const all = { ...options, noUnusedLocals: false, noEmit: true };
  const host = ts.createCompilerHost(all);
  const { getSourceFile, fileExists } = host;
  host.fileExists = (file) => files.has(file) || fileExists(file);
  host.getSourceFile = (file, language, ...rest) => {
    const text = files.get(file);
    return text === undefined ? getSourceFile(file, language, ...rest) : ts.createSourceFile(file, text, language);
  };
  const made = ts.createProgram([...files.keys()], all, host);
  return [...files.keys()].flatMap((file) =>
    ts.getPreEmitDiagnostics(made, made.getSourceFile(file)).map(({ messageText }) => {
      return `${file.slice(root.length + 1)}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`;
    }),
  );
}
