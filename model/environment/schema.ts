/**
 * The sections of an environment file, written once: types, checks and the editors' JSON Schema come from here.
 *
 * Only the shape is said here. What concerns several fields at once is in `checks/`.
 */
import { z } from "zod";
import { exposureLevels, tiers } from "../descriptor";
import { mostReplicas } from "../rules/writers";
import { cidr, day, duration, hinted, mapOf, name, oneOf, secure, whole } from "./fields";
import { stateAddress, stateAddresses } from "./stateAddress";

const text = (allowed: string, remedy: string) => hinted(z.string(), allowed, remedy);
const list = <Item extends z.ZodType>(item: Item, allowed: string) =>
  hinted(z.array(item), allowed, "write a list: [a, b]");
const truth = (remedy: string) => hinted(z.boolean(), "true or false", remedy);

/** A machine. Everything is optional on lab machines, whose addresses and keys are made. */
const host = hinted(
  z
    .strictObject({
      address: text("an IP address or a host name", "write the address that SSH reaches").optional(),
      user: text("a user name", "write the user that SSH logs in as").default("root"),
      hostKey: text(
        "a public host key: ssh-ed25519 AAAA…",
        "take it from the machine's console: cat /etc/ssh/ssh_host_ed25519_key.pub",
      ).optional(),
      labels: mapOf(text("text", "put the label in quotes"), "a map of labels: { disk: ssd }").default({}),
      diesWith: text(
        "the name of what takes this machine down with it: a hypervisor, a room",
        "write its name",
      ).optional(),
    })
    .nullable()
    .transform(
      (value) =>
        value ?? {
          user: "root",
          labels: {} as Record<string, string>,
          address: undefined,
          hostKey: undefined,
          diesWith: undefined,
        },
    ),
  "a map of address, user, hostKey, labels, diesWith; or {}",
  "write { } when nothing is to be said",
);

const machines = z.strictObject({
  provider: oneOf(["lab", "existing", "proxmox", "openstack"]),
  hosts: mapOf(host, "a map of machines by name: { hive1: {}, hive2: {} }"),
  network: cidr().optional(),
  administrationFrom: list(cidr(), "a list of networks: [192.168.4.0/24]").default([]),
});

const volume = z.strictObject({
  kind: oneOf(["gluster"]),
  on: list(name("a machine"), "a list of machines: [hive1, hive2, hive3]"),
  replicas: whole(1, 9, "copies"),
  arbiter: truth("say whether the last copy keeps names only").default(false),
  mount: text("an absolute path: /DATA", "write where the volume is mounted on every machine"),
});

const platform = z.strictObject({ volume: name("a volume of ruche:storage").optional() });

const cluster = z.strictObject({
  kind: oneOf(["swarm"]),
  managers: list(name("a machine"), "a list of machines: [hive1, hive2, hive3]"),
  workers: list(name("a machine"), "a list of machines: [hive4]").default([]),
});

const certificates = z.strictObject({
  authority: oneOf(["own", "acme"]).default("own"),
  directory: text(
    "the https address of an ACME directory",
    "write the directory address that the authority publishes",
  ).optional(),
  email: text("an e-mail address", "write the address that the authority may warn").optional(),
  trust: text(
    "PEM text of one certificate or more",
    "paste what the directory's own certificate is trusted by, after trust: |",
  ).optional(),
});

const member = z.strictObject({
  passwordHash: hinted(
    z.union([z.string().regex(/^\$2[aby]\$\d\d\$[./A-Za-z0-9]{53}$/), secure()]),
    "a bcrypt hash ($2b$…) or { secure: … }",
    "make one with: htpasswd -nB NAME",
  ),
});

const members = hinted(
  z.union([z.array(name("a person")), z.record(z.string(), member)]),
  "a list of names, or a map name: { passwordHash: … }",
  "write [ada, grace]",
);

const backup = z.strictObject({
  rpo: duration(),
  keep: duration(),
  repositories: mapOf(
    z.strictObject({ on: name("a machine") }),
    "a map of repositories by name: { second-host: { on: hive3 } }",
  ),
});

/** A port of a service's kind that is opened. Which exposures can be kept is asked by `checks/ports.ts`. */
const openedPort = z.strictObject({
  exposure: hinted(
    z.enum(exposureLevels as unknown as ["nobody", "cluster", "vpn", "members", "public"]),
    "cluster, public",
    "say who may reach the port: there is no default",
  ),
  port: whole(1, 65535, "the port on the machines").optional(),
});

const service = z.strictObject({
  kind: text("a kind of the catalogue", "write what is hosted"),
  exposure: oneOf(
    exposureLevels as unknown as ["nobody", "cluster", "vpn", "members", "public"],
    "say who may reach the service: there is no default",
  ),
  replicas: whole(1, mostReplicas, "copies").default(1),
  host: text("a host name", "write the name that browsers ask for").optional(),
  path: text("a path prefix: /", "write a path that starts with /").default("/"),
  volume: name("a volume of ruche:storage").optional(),
  // Each kind has its own, which `checks/settings.ts` asks for.
  settings: mapOf(z.unknown(), "a map of the settings of its kind").optional(),
  ports: mapOf(
    hinted(openedPort, "a map of exposure, port", "write { exposure: public }"),
    "a map of ports of its kind: { agents: { exposure: public } }",
  ).default({}),
});

const filled = (allowed: string, remedy: string) => hinted(z.string().regex(/\S/), allowed, remedy);

/** A policy that one resource need not keep for a while. */
const exception = z.strictObject({
  policy: filled("the id of a policy: SUP-003", "write the id of the policy, as its message has it"),
  resource: filled(
    "the name of a resource, or type::name where several have it",
    "write the name of the resource, as the policy's message has it",
  ),
  reason: filled("text", "say why the policy cannot be kept yet"),
  owner: filled("a person or a team", "write who answers for it"),
  until: day("write the last day on which it holds"),
});

/** A network inside the cluster: `edge` between the ingress and services, `data` between services and databases. */
const subnet = hinted(z.strictObject({ subnet: cidr() }), "a map of subnet", "write { subnet: 10.20.0.0/24 }");

/** All sections, under the names that they have in the file. */
export const environmentSchema = z.strictObject({
  "ruche:tier": oneOf(tiers as unknown as ["development", "staging", "production"], "say how strict the policies are"),
  "ruche:domain": text(
    "a domain name in lower case: example.org",
    "write the domain below which the services are reached",
  ),
  "ruche:machines": hinted(
    machines,
    "a map of provider, hosts, network, administrationFrom",
    "write the machines: { provider: lab, hosts: { hive1: {} } }",
  ),
  "ruche:storage": mapOf(
    hinted(volume, "a map of kind, on, replicas, arbiter, mount", "write what the volume is made of"),
    "a map of volumes by name",
  ).default({}),
  "ruche:platform": hinted(platform, "a map of volume", "write { volume: data }").default({}),
  "ruche:cluster": hinted(
    cluster,
    "a map of kind, managers, workers",
    "write { kind: swarm, managers: [hive1] }",
  ).optional(),
  "ruche:certificates": hinted(
    certificates,
    "a map of authority, directory, email, trust",
    "write { authority: own }",
  ).default({ authority: "own" }),
  "ruche:members": members.default([]),
  "ruche:backup": hinted(
    backup,
    "a map of rpo, keep, repositories",
    "write { rpo: 6h, keep: 7d, repositories: { … } }",
  ).optional(),
  "ruche:services": mapOf(
    hinted(
      service,
      "a map of kind, exposure, replicas, host, path, volume, settings, ports",
      "write { kind: …, exposure: … }",
    ),
    "a map of services by name",
  ).default({}),
  "ruche:networks": hinted(
    z.strictObject({ edge: subnet.optional(), data: subnet.optional() }),
    "a map of edge and data",
    "write { edge: { subnet: 10.20.0.0/24 } }",
  ).default({}),
  "ruche:exceptions": list(
    hinted(
      exception,
      "a map of policy, resource, reason, owner, until",
      "write { policy: …, resource: …, reason: …, owner: …, until: … }",
    ),
    "a list of exceptions",
  ).default([]),
  "ruche:state": hinted(
    z.string().regex(stateAddress),
    stateAddresses,
    "write files for a state in this clone, or the address of one that a team shares",
  ).default("files"),
  "ruche:seed": secure().optional(),
  "ruche:rotate": mapOf(whole(2, 1000, "times"), "a map of secrets: { database/wiki: 2 }").default({}),
});

/** The sections as they are after parsing, before anything is cross-referenced. */
export type Sections = z.output<typeof environmentSchema>;
