import assert from "node:assert/strict";
import * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import {
  DokuWiki,
  Firewall,
  LabMachines,
  type Machine,
  machineOf,
  type ServiceDefinition,
  SwarmCluster,
} from "../../components";
import { machineNames } from "../../components/networks/hostsFile";
import { chosenSettings, withSettings } from "../../components/platform/settings";
import {
  answerOf,
  inputsOf,
  isSecretInput,
  isUnknownInput,
  settled,
  smallPlatform,
  startMocks,
} from "./support/mockedProgram";

/** A value of another resource: known once it is there, so not in a preview. */
const fromElsewhere = (value: string): pulumi.Output<string> =>
  new command.local.Command(`elsewhere-${value}`, { create: "" }).stdout.apply(() => value);

const machine = (host: pulumi.Input<string>, name = "rented1"): Machine =>
  machineOf({
    name,
    connection: { host, user: "root", privateKey: "a key", hostKey: "ssh-ed25519 AAAA", identityFile: "/root/key" },
  });

describe("a machine that something else made", () => {
  beforeEach(() => startMocks());

  it("is described by plain values, and its key is a secret all the same", async () => {
    const { address, connection, diesWith, generation, resource, ready, network } = machine("192.0.2.7");
    assert.equal(await answerOf(address), "192.0.2.7");
    assert.equal(await answerOf(connection.user), "root");
    assert.equal(await pulumi.isSecret(connection.privateKey), true);
    assert.equal(await pulumi.isSecret(connection.host), false);
    assert.deepEqual([diesWith, await answerOf(generation)], ["rented1", "rented1"]);
    assert.deepEqual([resource, ready, network], [undefined, [], []]);
  });

  it("is described by what other resources give", async () => {
    machineNames(
      "names",
      machine(fromElsewhere("192.0.2.7")),
      fromElsewhere("192.0.2.8 other").apply((line) => [line]),
    );
    await settled();
    assert.equal(inputsOf("names").connection.host, "192.0.2.7");
    assert.match(inputsOf("names").create, /192\.0\.2\.8 other/);
  });
});

describe("a firewall", () => {
  const from = (): pulumi.Output<string> => fromElsewhere("192.0.2.0/24");
  const firewall = (administrationFrom: pulumi.Input<pulumi.Input<string>[]>): Firewall =>
    new Firewall("firewall", { machine: machine("192.0.2.7"), peers: [], administrationFrom, tier: "development" });

  for (const [what, administrationFrom] of [
    ["networks", (): pulumi.Input<string>[] => [from(), "198.51.100.0/24"]],
    ["a list", (): pulumi.Output<string[]> => from().apply((network) => [network, "198.51.100.0/24"])],
  ] as const)
    it(`lets ${what} of other resources in, and says which to policies`, async () => {
      startMocks();
      firewall(administrationFrom());
      await settled();
      assert.match(
        inputsOf("firewall-rules").create,
        /ip saddr { 192\.0\.2\.0\/24, 198\.51\.100\.0\/24 } tcp dport 22 accept/,
      );
      assert.deepEqual(inputsOf("firewall").administrationFrom, ["192.0.2.0/24", "198.51.100.0/24"]);
    });

  it("is planned before its networks are known", async () => {
    startMocks({ preview: true });
    firewall([from()]);
    await settled();
    assert.equal(inputsOf("firewall").machine, "rented1");
    assert.ok(isUnknownInput("firewall-rules", "create"));
    assert.ok(!isUnknownInput("firewall-rules", "delete"));
  });
});

describe("a cluster", () => {
  it("takes subnets of other resources, whose gateways are known with them", async () => {
    startMocks();
    new SwarmCluster("swarm", { managers: [machine("192.0.2.7")], subnets: { edge: fromElsewhere("10.1.0.0/16") } });
    await settled();
    assert.deepEqual(inputsOf("swarm-edge").ipamConfigs, [{ subnet: "10.1.0.0/16", gateway: "10.1.0.1" }]);
    assert.equal(inputsOf("swarm-data").ipamConfigs, undefined);
  });

  it("keeps a secret as one, however it is given, and takes variables that are known later", async () => {
    startMocks();
    const swarm = new SwarmCluster("swarm", { managers: [machine("192.0.2.7")] });
    const { id, name } = swarm.secret("token", "a token", {});
    const workload = {
      name: "bees",
      image: "bees@sha256:0",
      replicas: 1,
      writers: "many",
      networks: ["edge"],
      health: { command: ["true"], withinSeconds: 1 },
      memoryMebibytes: 64,
      secrets: [{ target: "/run/secrets/token", secret: { id, name } }],
    } as const;
    const environment = { LATER: fromElsewhere("honey"), AT_ONCE: "wax" };
    swarm.run("variables", { ...workload, environment }, {});
    swarm.run("map", { ...workload, environment: pulumi.output(environment) }, {});
    await settled();
    assert.equal(inputsOf("token").data, Buffer.from("a token").toString("base64"));
    assert.ok(isSecretInput("token", "data"));
    for (const resource of ["variables", "map"])
      assert.deepEqual(Object.entries(inputsOf(resource).taskSpec.containerSpec.env), [
        ["AT_ONCE", "wax"],
        ["LATER", "honey"],
      ]);
  });
});

describe("configuration files of a cluster", () => {
  it("have names with room for what the engine adds: a long one is shortened, and another content has another", async () => {
    startMocks();
    const swarm = new SwarmCluster("swarm", { managers: [machine("192.0.2.7")] });
    const long = "club-of-all-the-bees-in-the-valley-service-etc-greeting-footer.html";
    for (const [at, content] of ["one", "another"].entries()) swarm.configuration(`${long}${at}`, content, {});
    swarm.configuration("short", "one", {});
    await settled();
    const names = [0, 1].map((at) => inputsOf(`${long}${at}`).name as string);
    for (const name of names) assert.match(name, /^club-of-all-the-bees-in-the-valley-service-etc--[0-9a-f]{16}$/);
    assert.equal(new Set(names).size, 2);
    assert.equal(inputsOf("short").name, undefined);
  });
});

describe("a lab", () => {
  it("takes the engine's address and runtime of another resource", async () => {
    startMocks();
    const host = fromElsewhere("unix:///run/other.sock");
    new LabMachines("lab", { count: 1, engine: { host, runtime: fromElsewhere("runsc") } });
    await settled();
    assert.equal(inputsOf("lab-engine").host, "unix:///run/other.sock");
    assert.equal(inputsOf("lab-lab1").runtime, "runsc");
  });
});

describe("a platform", () => {
  it("takes what the authority, members and images are of other resources", async () => {
    startMocks();
    const { platform } = smallPlatform("bees", {
      members: [{ name: "maja", passwordHash: fromElsewhere("$2b$hash") }],
      certificates: {
        directory: fromElsewhere("https://acme.example/directory"),
        email: fromElsewhere("a@example.org"),
      },
      images: {
        image: (name) => ({ name, key: fromElsewhere(`key-of-${name}`) }),
        pushCommand: fromElsewhere("deliver"),
      },
    });
    const { reference } = platform.registry.image("web");
    new DokuWiki("wiki", { on: platform, exposure: "members" });
    await settled();
    assert.match(await answerOf(reference), /\/ruche\/web:key-of-web@sha256:0+$/);
    assert.equal(inputsOf("bees-registry-push-web").create, "deliver web");
    assert.deepEqual(inputsOf("bees-registry-push-web").triggers[0], "key-of-web");
    const certificates = inputsOf("bees-ingress-certificates-bees-lab1").create;
    assert.match(certificates, /CA=https:\/\/acme\.example\/directory\nCONTACT_EMAIL=a@example\.org/);
    const route = Buffer.from(String(inputsOf("wiki-route-bees-lab1").stdin).split("\n")[0]!, "base64").toString();
    assert.ok(route.includes("maja:$2b$hash"), route);
  });
});

describe("settings of a service", () => {
  const schema = z.strictObject({ title: z.string().optional(), pages: z.number().default(3) });

  it("may come from other resources", async () => {
    startMocks();
    const { platform } = smallPlatform("bees");
    new DokuWiki("wiki", { on: platform, exposure: "public", settings: { title: fromElsewhere("Honey") } });
    await settled();
    assert.equal(inputsOf("wiki-service").taskSpec.containerSpec.env.DOKUWIKI_TITLE, "Honey");
  });

  it("are checked once they are known, and have the defaults of their kind", async () => {
    startMocks();
    const chosen = chosenSettings("Wiki wiki", { settings: schema }, { title: fromElsewhere("Honey") });
    const variables = withSettings(chosen, (known) => ({ ALL: JSON.stringify(known) }));
    assert.deepEqual(await answerOf(pulumi.output(variables!)), { ALL: '{"title":"Honey","pages":3}' });
    const wrong = chosenSettings(
      "Wiki wiki",
      { settings: schema },
      { pages: fromElsewhere("many") },
    ) as pulumi.Output<unknown>;
    await assert.rejects(
      (wrong as unknown as { promise(): Promise<unknown> }).promise(),
      /Wiki wiki: settings\.pages is "the given value"/,
    );
  });

  it("are plain if the kind has configuration files, whose number they decide", () => {
    startMocks();
    const kind = {
      settings: schema,
      containers: { cache: { configuration: () => ({}) } },
    } as unknown as ServiceDefinition;
    assert.throws(
      () => chosenSettings("Wiki wiki", kind, { title: fromElsewhere("Honey") }),
      /settings is .*known later/,
    );
  });

  it("are checked at once where they are plain", () => {
    assert.throws(
      () => chosenSettings("Wiki wiki", { settings: schema }, { pages: "many" }),
      /settings\.pages is "many"/,
    );
    assert.deepEqual(chosenSettings("Wiki wiki", { settings: schema }, { title: "Honey" }), {
      title: "Honey",
      pages: 3,
    });
  });
});
