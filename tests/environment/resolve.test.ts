import * as assert from "node:assert/strict";
import type { EnvironmentRoute, EnvironmentService } from "../../model/environment/environment";
import { fixtures, read } from "./fixtures";

const environment = (name: string) => {
  const fixture = fixtures("right").find((candidate) => candidate.name === name);
  assert.ok(fixture !== undefined);
  const result = read(fixture).environment;
  assert.ok(result !== undefined);
  return result;
};

const routesOf = (services: readonly EnvironmentService[]): EnvironmentRoute[] =>
  services.flatMap(({ route }) => route ?? []);

describe("resolved environment", () => {
  it("fills every default", () => {
    const { machines, ...rest } = environment("smallest");
    assert.deepEqual(JSON.parse(JSON.stringify(rest)), {
      tier: "development",
      domain: "lab.internal",
      storage: [],
      platform: { volume: null },
      cluster: null,
      certificates: { authority: "own", directory: null, email: null, trust: null },
      members: [],
      backup: null,
      networks: {},
      services: [],
      rotate: {},
      seed: "absent",
    });
    assert.deepEqual(machines, {
      provider: "lab",
      network: null,
      administrationFrom: [],
      hosts: [{ name: "hive1", address: null, user: "root", hostKey: null, labels: {}, diesWith: "hive1" }],
    });
  });

  it("hands settings on as they are written: their defaults are the service's", () => {
    assert.deepEqual(environment("settings").services[0]!.settings, { title: "Bees", look: "plain" });
    assert.deepEqual(environment("one-host-two-paths").services[0]!.settings, {});
  });

  it("derives a route for members and the public only, each with its address, password and certificate", () => {
    const { services } = environment("one-host-two-paths");
    assert.deepEqual(
      routesOf(services).map(({ service, url, authentication, tls }) => [service, url, authentication, tls]),
      [
        ["docs", "https://wiki.lab.internal/docs", "none", "own"],
        ["wiki", "https://wiki.lab.internal/", "none", "own"],
      ],
    );
    assert.deepEqual(
      services.map(({ name, route }) => [name, route === null]),
      [
        ["docs", false],
        ["inside", true],
        ["off", true],
        ["wiki", false],
      ],
    );
  });

  it("puts members behind a password and takes the certificates' authority over", () => {
    const { services } = environment("production-existing");
    assert.deepEqual(
      routesOf(services).map(({ url, authentication, tls }) => [url, authentication, tls]),
      [
        ["https://pad.other.org/", "password", "acme"],
        ["https://wiki.example.org/", "none", "acme"],
      ],
    );
  });

  it("takes Let's Encrypt for an ACME authority that is not named, and keeps one that is", () => {
    assert.deepEqual(environment("production-existing").certificates, {
      authority: "acme",
      directory: "https://acme-v02.api.letsencrypt.org/directory",
      email: "admin@example.org",
      trust: null,
    });
    const { directory, trust } = environment("acme-private-authority").certificates;
    assert.equal(directory, "https://acme.campus.example.org:9000/acme/acme/directory");
    assert.match(trust ?? "", /^-----BEGIN CERTIFICATE-----\n[\s\S]+-----END CERTIFICATE-----\n$/);
  });

  it("keeps machines in the order of the file and sorts what is named", () => {
    const { machines, networks, cluster } = environment("networks");
    assert.deepEqual(
      machines.hosts.map(({ name }) => name),
      ["hive1", "hive2", "hive3", "hive4"],
    );
    assert.deepEqual([String(networks.edge), String(networks.data)], ["10.21.0.0/24", "10.22.0.0/24"]);
    assert.deepEqual(cluster?.managers, ["hive3", "hive1", "hive2"]);
  });

  it("takes the only volume where a service names none, the named one otherwise, none for what keeps nothing", () => {
    assert.equal(environment("lab-small").services[0].volume, "data");
    assert.equal(environment("two-volumes").services[0].volume, "slow");
    assert.equal(environment("networks").services[0].volume, null);
  });

  it("takes the only volume for the platform's own data, the one that is said where there are several", () => {
    assert.equal(environment("lab-small").platform.volume, "data");
    assert.equal(environment("two-volumes").platform.volume, "data");
    assert.equal(environment("smallest").platform.volume, null);
  });

  it("opens the ports that are named, under their kind's number unless it says another", () => {
    assert.deepEqual(
      environment("ports").services.flatMap(({ name, ports }) => ports.map((port) => ({ service: name, ...port }))),
      [
        { service: "code", name: "ssh", exposure: "public", port: 2222, protocol: "tcp" },
        { service: "monitor", name: "agents", exposure: "public", port: 10051, protocol: "tcp" },
        { service: "monitor", name: "traps", exposure: "cluster", port: 162, protocol: "udp" },
        { service: "second", name: "traps", exposure: "public", port: 10162, protocol: "udp" },
      ],
    );
  });

  it("gives durations as values", () => {
    const backup = environment("lab-small").backup;
    assert.deepEqual([backup?.rpo.seconds, backup?.keep.seconds], [21_600, 648_000]);
  });

  it("tells derived passwords from given ones and never shows an encrypted one", () => {
    assert.deepEqual(
      environment("lab-small").members.map(({ name, password }) => [name, password]),
      [
        ["ada", "derived"],
        ["grace", "derived"],
      ],
    );
    const [ada, grace] = environment("production-existing").members;
    assert.match(ada.passwordHash ?? "", /^\$2b\$/);
    assert.deepEqual([grace.password, grace.passwordHash], ["given", null]);
  });
});
