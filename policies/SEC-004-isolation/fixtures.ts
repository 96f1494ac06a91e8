import { labContainer, labMachines, registry, wiki, wikiService } from "../core/examples";
import { type FixtureResource, type Fixtures, unknown, unknownList } from "../core/fixture";

const apart = (change: object) => labContainer({ privileged: false, ...change }, { parent: undefined });

const inNetworks = (networksAdvanceds: unknown) => wikiService({ taskSpec: { containerSpec: {}, networksAdvanceds } });

const made = (type: string, name: string, outputs: object, parent?: string): FixtureResource => ({
  type,
  name,
  parent,
  props: {},
  outputs,
});

const network = (name: unknown = "swarm-edge") => made("docker:index/network:Network", "edge", { id: unknown, name });

/** What a service of the platform comes from, besides its network. */
const others = [
  registry(),
  made("command:local:Command", "push", { stdout: unknown }, "registry"),
  made("docker:index/secret:Secret", "key", { id: unknown, name: "wiki-key" }),
];

const comingFrom = (...names: readonly string[]): FixtureResource => ({
  ...inNetworks([{ id: unknown }]),
  origins: { taskSpec: names, endpointSpec: ["elsewhere"] },
});

const elsewhere = made("command:remote:Command", "elsewhere", { stdout: unknown });

export const fixtures: Fixtures = {
  good: [
    { shows: "a service as it comes", resources: [wiki(), wikiService()], says: [] },
    {
      shows: "a container that may gain nothing",
      resources: [apart({ securityOpts: ["no-new-privileges=true"], ipcMode: "private" })],
      says: [],
    },
    {
      shows: "machines of the lab, in development",
      tier: "development",
      resources: [labMachines, labContainer({ securityOpts: ["seccomp=unconfined"], cgroupnsMode: "host" })],
      says: [],
    },
    {
      shows: "a service in networks of the cluster",
      resources: [inNetworks([{ id: "n1" }, { name: "edge" }])],
      says: [],
    },
    {
      shows: "a network of the stack that is made in this update, whatever else of the service is",
      resources: [network(), ...others, elsewhere, comingFrom("edge", "push", "key")],
      says: [],
    },
  ],
  bad: [
    {
      shows: "a service in the machine's network",
      resources: [inNetworks([{ name: "host" }])],
      says: ["wiki-service: it is in the machine's own network"],
    },
    {
      shows: "a service without its label",
      resources: [wikiService({}, { privileges: { seLinuxContext: { disable: true } } })],
      says: ["wiki-service: its label for the kernel's mandatory rules is switched off"],
    },
    {
      shows: "a service without its label, and in the machine's network, as a provider would take it",
      resources: [
        wikiService({}, { privileges: [{ seLinuxContext: { disable: "true" } }] }),
        inNetworks({ name: "host" }),
      ],
      says: [
        "wiki-service: its label for the kernel's mandatory rules is switched off",
        "wiki-service: it is in the machine's own network",
      ],
    },
    {
      shows: "a container with everything open",
      tier: "development",
      resources: [
        apart({
          ipcMode: "host",
          usernsMode: "host",
          securityOpts: ["seccomp=unconfined"],
          devices: [{ hostPath: "/dev/sda" }],
        }),
      ],
      says: [
        "hive-hive1: it shares the machine's memory between processes",
        "hive-hive1: its root is the machine's root",
        "hive-hive1: it is started with seccomp=unconfined",
        "hive-hive1: it has the device /dev/sda",
      ],
    },
    {
      shows: "a container whose programs may gain privileges, in any word for no",
      resources: ["no-new-privileges=0", "no-new-privileges:False"].map((option) => apart({ securityOpts: [option] })),
      says: [
        "hive-hive1: it is started with no-new-privileges=0",
        "hive-hive1: it is started with no-new-privileges:False",
      ],
    },
    {
      shows: "a container that shares with another one",
      resources: [apart({ networkMode: "container:abc", ipcMode: "container:abc", pidMode: "container:abc" })],
      says: [
        "hive-hive1: it is in the network of the container abc",
        "hive-hive1: it shares memory with the container abc",
      ],
    },
    {
      shows: "devices that are not given by their paths",
      resources: [
        apart({
          gpus: "all",
          deviceRequests: [{ driver: "cdi", deviceIds: ["nvidia.com/gpu=all"] }, { count: -1 }],
          deviceCgroupRules: ["b *:* rwm"],
        }),
      ],
      says: [
        "hive-hive1: it has the device gpus=all",
        "hive-hive1: it has the device deviceRequests=cdi nvidia.com/gpu=all",
        "hive-hive1: it has the device deviceRequests=any",
        "hive-hive1: it has the device deviceCgroupRules=b *:* rwm",
      ],
    },
    {
      shows: "machines of the lab above development",
      tier: "staging",
      resources: [labMachines, labContainer({ cgroupnsMode: "host" })],
      says: ["hive-hive1: it sees the machine's control groups"],
    },
    {
      shows: "a service in the machine's network by its id, among others",
      resources: [inNetworks([{ id: unknown }, { id: "host" }])],
      says: ["wiki-service: it is in the machine's own network"],
    },
  ],
  unknown: [
    { shows: "an unknown setting", resources: [apart({ usernsMode: unknown })], says: ["hive-hive1 ? .usernsMode"] },
    {
      shows: "an unknown network mode",
      resources: [apart({ networkMode: unknown })],
      says: ["hive-hive1 ? .networkMode"],
    },
    {
      shows: "unknown devices that are not given by their paths",
      resources: [apart({ gpus: unknown, deviceRequests: [unknown], deviceCgroupRules: unknownList })],
      says: ["hive-hive1 ? .gpus", "hive-hive1 ? .deviceRequests[0]", "hive-hive1 ? .deviceCgroupRules"],
    },
    {
      shows: "an unknown list of networks",
      resources: [inNetworks(unknownList)],
      says: ["wiki-service ? .taskSpec.networksAdvanceds"],
    },
    {
      shows: "an unknown network",
      resources: [inNetworks([{ id: "n1" }, unknown])],
      says: ["wiki-service ? .taskSpec.networksAdvanceds[1]"],
    },
    ...[
      {
        shows: "a network that may come from a command",
        resources: [network(), elsewhere],
        from: ["edge", "elsewhere"],
      },
      { shows: "a network of an unknown name", resources: [network(unknown), elsewhere], from: ["edge"] },
      { shows: "a network of the machine's name", resources: [network("host"), elsewhere], from: ["edge"] },
      { shows: "a network that comes from no network", resources: [...others, elsewhere], from: ["push", "key"] },
      {
        shows: "a command that only has the registry's name",
        resources: [network(), { ...elsewhere, name: "registry-push" }, elsewhere],
        from: ["edge", "registry-push"],
      },
    ].map(({ shows, resources, from }) => ({
      shows,
      resources: [...resources, comingFrom(...from)],
      says: ["wiki-service ? .taskSpec.networksAdvanceds[0].id"],
    })),
    {
      shows: "an unknown id of a network",
      resources: [inNetworks([{ id: unknown }])],
      says: ["wiki-service ? .taskSpec.networksAdvanceds[0].id"],
    },
    { shows: "an unknown task", resources: [wikiService({ taskSpec: unknown })], says: ["wiki-service ? .taskSpec"] },
  ],
};
