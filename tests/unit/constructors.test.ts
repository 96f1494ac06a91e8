import assert from "node:assert/strict";
import {
  GlusterVolume,
  type GlusterVolumeArgs,
  LabMachines,
  type Machine,
  machineOf,
  Platform,
  type PlatformArgs,
  Site,
  SwarmCluster,
} from "../../components";
import type { ServiceArgs } from "../../components/platform/definition";
import { images, settled, smallPlatform, startMocks } from "./support/mockedProgram";

/** Whatever an environment's file refuses, a program's constructor refuses in the same words. */
describe("a constructor refuses", () => {
  let base: ReturnType<typeof smallPlatform>;
  before(() => {
    startMocks();
    base = smallPlatform("base");
  });
  after(settled);

  const refused = (make: () => unknown, field: string, value: unknown, words: RegExp): void => {
    assert.throws(make, ({ name, field: of, value: given, message }: Error & { field: string; value: unknown }) => {
      assert.deepEqual([name, of, given], ["UserError", field, value]);
      assert.match(message, words);
      return true;
    });
  };

  const machine = (name: string): Machine =>
    machineOf({
      name,
      connection: { user: "root", host: "192.0.2.9", privateKey: "k", hostKey: "ssh-ed25519 A", identityFile: "f" },
    });
  const [oak, elm] = [machine("oak"), machine("elm")];
  const repository = (name: string) => ({ name, machine: oak });
  const platforms: readonly [what: string, Partial<PlatformArgs>, field: string, value: unknown, words: RegExp][] = [
    ["a domain that is none", { domain: "Hive" }, "Ingress hive-ingress: domain", "Hive", /Not a domain name/],
    [
      "a member whose name would end a line of a password file",
      { members: [{ name: "ada:root" }] },
      "Ingress hive-ingress: members",
      "ada:root",
      /Not a valid name of a person.*Write ada-root\./,
    ],
    [
      "a member who is named twice",
      { members: [{ name: "ada" }, { name: "ada" }] },
      "Ingress hive-ingress: members",
      "ada",
      /Member named twice/,
    ],
    [
      "an authority whose directory is read in the clear",
      { certificates: { directory: "http://acme.example.org", email: "ada@example.org" } },
      "Ingress hive-ingress: acme.authority.directory",
      "http://acme.example.org",
      /Not an https address/,
    ],
    [
      "an authority that can warn nobody",
      { certificates: { directory: "https://acme.example.org", email: "ada" } },
      "Ingress hive-ingress: acme.authority.email",
      "ada",
      /Not an e-mail address/,
    ],
    [
      "a repository whose name would be a path",
      { backup: { rpoSeconds: 3600, keepSeconds: 86_400, repositories: [repository("../cellar")] } },
      "Platform hive: backup.repositories",
      "../cellar",
      /Not a valid name/,
    ],
    [
      "no room for the backups between two",
      { backup: { rpoSeconds: 3600, keepSeconds: 60, repositories: [repository("cellar")] } },
      "backup of : keepSeconds",
      60,
      /3600 or more/,
    ],
  ];
  for (const [index, [what, args, field, value, words]] of platforms.entries())
    it(`for a platform: ${what}`, () => {
      const { lab, volume, on } = base;
      const all = { on, volume, seed: lab.seed, images, domain: "hive.internal", ...args };
      refused(() => new Platform(`hive${index}`, all), field.replace("hive", `hive${index}`), value, words);
    });

  const services: readonly [what: string, name: string, ServiceArgs, field: string, value: unknown, words: RegExp][] = [
    ["a name of the platform's own", "registry", { exposure: "public" }, "name", "registry", /the platform itself/],
    ["a name that no host has", "Home_Page", { exposure: "public" }, "name", "Home_Page", /Write home-page\./],
    ["a host with a scheme", "home", { exposure: "public", host: "https://a.b" }, "host", "https://a.b", /https:/],
    ["a path that does not begin", "home", { exposure: "public", path: "wiki/" }, "path", "wiki/", /Write \/wiki\./],
    ["no copy at all", "home", { exposure: "public", replicas: 0 }, "replicas", 0, /from 1 to 100/],
    ["half a copy", "home", { exposure: "public", replicas: 1.5 }, "replicas", 1.5, /from 1 to 100/],
    ["members where there is none", "home", { exposure: "members" }, "exposure", "members", /there is none/],
    ["a VPN, which there is not", "home", { exposure: "vpn" }, "exposure", "vpn", /Use members/],
  ];
  for (const [what, name, args, key, value, words] of services)
    it(`for a service: ${what}`, () =>
      refused(() => new Site(name, { on: base.platform, ...args }), `Site ${name}: ${key}`, value, words));

  const volumes: readonly [what: string, Partial<GlusterVolumeArgs>, key: string, value: unknown, words: RegExp][] = [
    ["a mount over the system's own", { mount: "/etc" }, "mount", "/etc", /A directory of the system/],
    ["a mount that is no path", { mount: "/DATA; reboot" }, "mount", "/DATA; reboot", /Not an absolute path/],
    ["two copies", { replicas: 2, on: [oak, elm] }, "replicas", 2, /split brain/],
    ["an arbiter of nothing", { replicas: 1, arbiter: true }, "replicas", 1, /third of three copies/],
    ["three copies on one machine", { replicas: 3 }, "on", ["oak"], /3 machines, or a multiple of 3/],
    ["a machine that is named twice", { clients: [oak] }, "on", "oak", /Machine named twice/],
  ];
  for (const [what, args, key, value, words] of volumes)
    it(`for a volume: ${what}`, () =>
      refused(
        () => new GlusterVolume("data", { on: [oak], replicas: 1, mount: "/DATA", ...args }),
        `GlusterVolume data: ${key}`,
        value,
        words,
      ));

  for (const [what, hosts, value, words] of [
    ["a name that no host has", ["oak", "Elm 2"], "Elm 2", /Write elm-2\./],
    ["a host that is named twice", ["oak", "oak"], "oak", /Machine named twice/],
  ] as const)
    it(`for a lab: ${what}`, () =>
      refused(() => new LabMachines("lab", { hosts }), "LabMachines lab: hosts", value, words));

  const clusters: readonly [
    what: string,
    args: ConstructorParameters<typeof SwarmCluster>[1],
    key: string,
    value: unknown,
    words: RegExp,
  ][] = [
    ["no manager", { managers: [] }, "managers", [], /1, 3 or 5 managers/],
    ["a manager that is named twice", { managers: [oak, oak] }, "managers", "oak", /Machine named twice/],
    ["a machine in two roles", { managers: [oak], workers: [elm, oak] }, "workers", "oak", /also a manager/],
    [
      "a network with bits of a host",
      { managers: [oak], subnets: { edge: "10.20.0.7/24" } },
      "subnets.edge",
      "10.20.0.7/24",
      /Write 10\.20\.0\.0\/24/,
    ],
    [
      "a network without room",
      { managers: [oak], subnets: { edge: "10.20.0.0/30" } },
      "subnets.edge",
      "10.20.0.0/30",
      /4 addresses, 8 needed/,
    ],
    [
      "networks with addresses in common",
      { managers: [oak], subnets: { edge: "10.20.0.0/16", data: "10.20.1.0/24" } },
      "subnets.data",
      "10.20.1.0/24",
      /Overlaps SwarmCluster hive: subnets\.edge \(10\.20\.0\.0\/16\)/,
    ],
  ];
  for (const [what, args, key, value, words] of clusters)
    it(`for a cluster: ${what}`, () =>
      refused(() => new SwarmCluster("hive", args), `SwarmCluster hive: ${key}`, value, words));
});
