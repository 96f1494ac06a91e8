import assert from "node:assert/strict";
import {
  DokuWiki,
  GlusterVolume,
  HostedService,
  LabMachines,
  type Machine,
  machineOf,
  Platform,
  Site,
  SwarmCluster,
} from "../../components";
import type { ServiceDefinition } from "../../components/platform/definition";
import { wrongDirectory, wrongEmail, wrongTrust } from "../../model/rules/certificates";
import { wrongMount } from "../../model/rules/mounts";
import { wrongDomain, wrongHost, wrongLabel, wrongPath, wrongPerson, wrongServiceName } from "../../model/rules/names";
import { wrongNetwork } from "../../model/rules/networks";
import { wrongPort, wrongPortExposure } from "../../model/rules/openedPort";
import { wrongExposure } from "../../model/rules/route";
import { wrongReplicas } from "../../model/rules/writers";
import { images, settled, smallPlatform, startMocks } from "./support/mockedProgram";

/** What a program without types may give. */
const nothings: readonly unknown[] = [undefined, null, true, 7, ["a"], ["/a"], { name: "a" }, Symbol("a")];

describe("a rule", () => {
  const rules: Readonly<Record<string, (value: never) => object | undefined>> = {
    wrongDirectory,
    wrongDomain,
    wrongEmail,
    wrongExposure,
    wrongHost,
    wrongLabel,
    wrongMount,
    wrongNetwork,
    wrongPath,
    wrongPerson,
    wrongPortExposure,
    wrongServiceName,
    wrongTrust,
  };
  for (const [name, rule] of Object.entries(rules))
    it(`refuses whatever is no text: ${name}`, () => {
      for (const value of nothings) assert.ok(rule(value as never), String(value));
    });

  it("refuses what is no number", () => {
    for (const value of [...nothings.filter((value) => value !== 7), "7", Number.NaN]) {
      assert.ok(wrongReplicas(value as never));
      assert.equal(wrongPort({ port: value as never, protocol: "tcp" })?.of, "port");
    }
  });

  it("knows the levels of exposure alone, not what every object has", () => {
    for (const value of ["toString", "constructor", "Public"]) {
      assert.match(wrongPortExposure(value as never)!.message, /not a level of exposure/);
      assert.match(wrongExposure(value as never)!.message, /not a level of exposure/);
    }
  });

  it("keeps a number of UDP free that the platform has by TCP alone", () => {
    for (const port of [51820, 22, 443]) assert.equal(wrongPort({ port, protocol: "udp" }), undefined);
    for (const port of [4789, 7946]) assert.ok(wrongPort({ port, protocol: "udp" }));
    assert.ok(wrongPort({ port: 51820, protocol: "tcp" }));
    for (const protocol of [undefined, null, "UDP", "sctp"])
      assert.equal(wrongPort({ port: 514, protocol: protocol as never })?.of, "protocol");
  });
});

describe("a program without types is refused", () => {
  let base: ReturnType<typeof smallPlatform>;
  before(() => {
    startMocks();
    base = smallPlatform("base");
  });
  after(settled);

  const connection = { user: "root", host: "192.0.2.9", privateKey: "k", hostKey: "ssh-ed25519 A", identityFile: "f" };
  const oak: Machine = machineOf({ name: "oak", connection });
  let made = 0;
  const platform = (change: object) => {
    const { lab, volume, on } = base;
    return new Platform(`hive${made++}`, { on, volume, seed: lab.seed, images, domain: "a.internal", ...change });
  };
  const site = (change: object) => new Site("home", { on: base.platform, exposure: "public", ...change });
  const volume = (change: object) =>
    new GlusterVolume("data", { on: [oak], replicas: 1, mount: "/DATA", ...change } as never);
  const cluster = (change: object) => new SwarmCluster("hive", { managers: [oak], ...change });

  const cases: readonly [what: string, make: () => unknown, field: RegExp, words: RegExp][] = [
    ["no domain", () => platform({ domain: undefined }), /ingress: domain$/, /is undefined; .*Write the domain/],
    [
      "members by name",
      () => platform({ members: ["ada"] }),
      /ingress: members$/,
      /is "ada"; allowed: \{ name: "ada" \}/,
    ],
    ["members in a map", () => platform({ members: { ada: {} } }), /ingress: members$/, /a list of members/],
    ["ports without a protocol", () => platform({ ports: [{ port: 514 }] }), /ingress: ports$/, /allowed: tcp, udp/],
    ["ports as numbers", () => platform({ ports: [514] }), /ingress: ports$/, /Write both/],
    [
      "an address that is a number",
      () => platform({ certificates: { directory: 7, email: "a@b.c" } }),
      /directory$/,
      /https/,
    ],
    ["no exposure", () => site({ exposure: undefined }), /^Site home: exposure$/, /nobody, cluster, members, public/],
    [
      "null as an exposure",
      () => site({ exposure: null }),
      /^Site home: exposure$/,
      /nobody, cluster, members, public/,
    ],
    ["another case", () => site({ exposure: "Public" }), /^Site home: exposure$/, /is "Public".*Choose one of these/],
    ["null as a host", () => site({ host: null }), /^Site home: host$/, /is null; .*Write the name/],
    ["null as a path", () => site({ path: null }), /^Site home: path$/, /is null; .*\/name/],
    ["no mount", () => volume({ mount: undefined }), /^GlusterVolume data: mount$/, /is undefined; .*absolute path/],
    ["one machine for a list", () => volume({ on: oak }), /^GlusterVolume data: on$/, /a list of machines/],
    [
      "an arbiter in words",
      () => volume({ arbiter: "false" }),
      /^GlusterVolume data: arbiter$/,
      /allowed: true, false/,
    ],
    ["no managers", () => cluster({ managers: undefined }), /^SwarmCluster hive: managers$/, /a list of machines/],
    ["null as workers", () => cluster({ workers: null }), /^SwarmCluster hive: workers$/, /a list of machines/],
    [
      "hosts in a text",
      () => new LabMachines("l", { hosts: "oak" as never }),
      /^LabMachines l: hosts$/,
      /a list of names/,
    ],
  ];
  for (const [what, make, field, words] of cases)
    it(`with field and remedy: ${what}`, () => {
      assert.throws(make, (error: Error & { field: string }) => {
        assert.equal(error.name, "UserError", error.stack);
        assert.match(error.field, field);
        assert.match(error.message, words);
        return true;
      });
    });
});

describe("services of one platform", () => {
  let base: ReturnType<typeof smallPlatform>;
  beforeEach(() => {
    startMocks();
    base = smallPlatform("base");
  });
  afterEach(settled);

  const wiki = {
    kind: "wiki",
    title: "Wiki",
    version: "1",
    image: "dokuwiki",
    port: 80,
    memoryMebibytes: 64,
    writers: "many",
    state: { none: "it keeps nothing" },
    ready: { path: "/", withinSeconds: 9 },
    health: { command: ["true"], withinSeconds: 9 },
    containers: { server: { image: "dokuwiki", memoryMebibytes: 64, health: { command: ["true"], withinSeconds: 9 } } },
  } as unknown as ServiceDefinition;
  const withServer = (name: string, platform = base.platform) =>
    new HostedService("ruche:services:Wiki", wiki, name, { on: platform, exposure: "nobody" });
  const site = (name: string, args: object = {}) => new Site(name, { on: base.platform, exposure: "public", ...args });

  it("are refused the name of another one's part, whichever comes first", () => {
    withServer("wiki");
    assert.throws(() => site("wiki-server"), {
      name: "UserError",
      field: "Site wiki-server: name",
      message: /A name under which a part of wiki runs\. Give the service another name\./,
    });
    site("club-server");
    assert.throws(
      () => withServer("club"),
      /Its part server would have the name club-server, as service club-server has/,
    );
  });

  it("are refused the name of another one", () => {
    site("home");
    assert.throws(() => new DokuWiki("home", { on: base.platform, exposure: "nobody" }), {
      field: "DokuWiki home: name",
      message: /A name that another service has/,
    });
  });

  it("are refused the address of another one, and may share a host or a path", () => {
    site("home", { host: "www.example.org" });
    new HostedService(
      "ruche:services:Wiki",
      { ...wiki, containers: {}, belowPath: true } as ServiceDefinition,
      "docs",
      {
        on: base.platform,
        exposure: "public",
        host: "www.example.org",
        path: "/docs",
      },
    );
    assert.throws(() => site("pages", { host: "www.example.org", path: "/pages" }), {
      field: "Site pages: path",
      message: /A site does not work below a path/,
    });
    site("inner", { exposure: "cluster", host: "www.example.org" });
    assert.throws(() => site("start", { host: "www.example.org" }), {
      field: "Site start: host",
      value: "www.example.org/",
      message: /The same address as service home\. Give it another host or path\./,
    });
  });

  it("may have a name that a service of another platform has", () => {
    const other = smallPlatform("other");
    withServer("wiki");
    assert.ok(withServer("wiki", other.platform) !== undefined);
  });
});
