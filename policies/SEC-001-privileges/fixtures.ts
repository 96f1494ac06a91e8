import { labContainer, labMachines, wiki, wikiService } from "../core/examples";
import { type Fixtures, unknown } from "../core/fixture";

const mounted = (source: unknown) => ({ mounts: [{ type: "bind", source, target: "/x" }] });

const behind = (driverOptions: object, source?: string) => ({
  mounts: [{ type: "volume", target: "/x", volumeOptions: { driverOptions }, ...(source ? { source } : {}) }],
});

export const fixtures: Fixtures = {
  good: [
    {
      shows: "data of a volume, a route's directory",
      resources: [wiki(), wikiService({}, mounted("/DATA/services/wiki"))],
      says: [],
    },
    {
      shows: "an anonymous volume and a harmless capability",
      resources: [
        wikiService({}, { mounts: [{ type: "tmpfs", source: "", target: "/tmp" }], capAdds: ["CAP_NET_BIND_SERVICE"] }),
      ],
      says: [],
    },
    {
      shows: "the capabilities that every container has, however they are written",
      resources: [
        wikiService({}, { capAdds: ["chown", "CAP_SETUID", "cap_kill", "DAC_OVERRIDE", "NET_RAW"] }),
        labContainer({ privileged: "false", capabilities: { adds: ["SETGID"] } }, { parent: undefined }),
      ],
      says: [],
    },
    {
      shows: "machines of the lab, in development",
      tier: "development",
      resources: [labMachines, labContainer()],
      says: [],
    },
  ],
  bad: [
    {
      shows: "the engine's socket in a service",
      tier: "development",
      resources: [wiki(), wikiService({}, mounted("/var/run/docker.sock"))],
      says: ["wiki-service: it mounts /var/run/docker.sock, through which it commands the engine"],
    },
    {
      shows: "a directory that holds it",
      resources: [wikiService({}, mounted("/run"))],
      says: ["wiki-service: it mounts /run, through which it commands the engine"],
    },
    {
      shows: "the whole machine, in a container",
      resources: [
        labContainer(
          { privileged: false, volumes: [{ hostPath: "/", containerPath: "/host" }], pidMode: "host" },
          { parent: undefined },
        ),
      ],
      says: [
        "hive-hive1: it sees the machine's processes",
        "hive-hive1: it mounts /, through which it commands the engine",
      ],
    },
    {
      shows: "capabilities that are as good as root",
      resources: [
        wikiService({}, { capAdds: ["CAP_SYS_ADMIN"] }),
        labContainer({ privileged: false, capabilities: { adds: ["ALL"] } }, { parent: undefined }),
      ],
      says: ["wiki-service: it has the capability SYS_ADMIN", "hive-hive1: it has the capability ALL"],
    },
    {
      shows: "capabilities beyond the usual ones, however they are written",
      resources: [
        wikiService({}, { capAdds: ["BPF", "cap_perfmon", "CAP_SYS_BOOT", "Sys_Time", "SYSLOG", "all"] }),
        wikiService({}, { capAdds: ["CAP_CHECKPOINT_RESTORE", "NO_SUCH_ONE"] }),
      ],
      says: [
        ...["BPF", "PERFMON", "SYS_BOOT", "SYS_TIME", "SYSLOG", "ALL"],
        ...["CHECKPOINT_RESTORE", "NO_SUCH_ONE"],
      ].map((name) => `wiki-service: it has the capability ${name}`),
    },
    {
      shows: "what a provider would take for the same: text for a yes, one thing for a list, a list of one for a thing",
      resources: [
        labContainer({ privileged: "true", capabilities: [{ adds: "SYS_PTRACE" }] }, { parent: undefined }),
        labContainer({ privileged: 1, volumes: { hostPath: "/run" } }, { parent: undefined }),
        wikiService({ taskSpec: [{ containerSpec: [{ capAdds: "SYS_MODULE", mounts: [{ source: "/run" }] }] }] }),
      ],
      says: [
        "hive-hive1: it is privileged",
        "hive-hive1: it has the capability SYS_PTRACE",
        "hive-hive1: it is privileged",
        "hive-hive1: it mounts /run, through which it commands the engine",
        "wiki-service: it mounts /run, through which it commands the engine",
        "wiki-service: it has the capability SYS_MODULE",
      ],
    },
    {
      shows: "machines of the lab above development",
      tier: "staging",
      resources: [labMachines, labContainer()],
      says: ["hive-hive1: it is privileged"],
    },
    {
      shows: "a container that only carries the lab's label",
      tier: "development",
      resources: [labMachines, labContainer({}, { parent: undefined })],
      says: ["hive-hive1: it is privileged"],
    },
    {
      shows: "a child of the lab by another provider",
      tier: "development",
      resources: [labMachines, wiki(), labContainer({}, { provider: "wiki" })],
      says: ["hive-hive1: it is privileged"],
    },
    {
      shows: "a child of the lab without its label",
      tier: "development",
      resources: [labMachines, labContainer({ labels: [] })],
      says: ["hive-hive1: it is privileged"],
    },
    {
      shows: "the engine's socket behind a volume, with a name and without",
      resources: [
        wikiService({}, behind({ type: "none", o: "bind", device: "/var/run" })),
        wikiService({}, behind({ type: "none", o: "bind", device: "/" }, "v")),
        labContainer(
          { privileged: false, ...behind({ o: "ro,bind", device: "/run/docker.sock" }) },
          { parent: undefined },
        ),
      ],
      says: [
        "wiki-service: it mounts /var/run, through which it commands the engine",
        "wiki-service: it mounts /, through which it commands the engine",
        "hive-hive1: it mounts /run/docker.sock, through which it commands the engine",
      ],
    },
    {
      shows: "the processes of another container",
      resources: [labContainer({ privileged: false, pidMode: "container:abc" }, { parent: undefined })],
      says: ["hive-hive1: it sees the processes of the container abc"],
    },
  ],
  unknown: [
    {
      shows: "a volume that may stand for a directory",
      resources: [wikiService({}, behind({ type: "none", o: "bind", device: unknown }, "v"))],
      says: ["wiki-service ? .taskSpec.containerSpec.mounts[0].volumeOptions.driverOptions.device"],
    },
    {
      shows: "an unknown mount",
      resources: [wikiService({}, mounted(unknown))],
      says: ["wiki-service ? .taskSpec.containerSpec.mounts[0].source"],
    },
    {
      shows: "an unknown privilege does not hide the socket",
      resources: [
        labContainer({ privileged: unknown, volumes: [{ hostPath: "/run/docker.sock" }] }, { parent: undefined }),
      ],
      says: [
        "hive-hive1 ? .privileged",
        "hive-hive1: it mounts /run/docker.sock, through which it commands the engine",
      ],
    },
    { shows: "an unknown task", resources: [wikiService({ taskSpec: unknown })], says: ["wiki-service ? .taskSpec"] },
  ],
};
