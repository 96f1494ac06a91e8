import { ingress, ingressService, labContainer, labMachines, volume, wiki, wikiService } from "../core/examples";
import { type Fixtures, unknown } from "../core/fixture";

const mounting = (source: unknown, type = "bind") =>
  wikiService({}, { mounts: [{ type, source, target: "/storage" }] });

const behind = (driverOptions: object, source?: string) => ({
  mounts: [{ type: "volume", target: "/x", volumeOptions: { driverOptions }, ...(source ? { source } : {}) }],
});

const engineVolume = (driverOpts: unknown) => ({
  type: "docker:index/volume:Volume",
  name: "v",
  props: { driver: "local", driverOpts },
});

export const fixtures: Fixtures = {
  good: [
    { shows: "a directory of the volume", resources: [volume(), wiki(), mounting("/DATA/services/wiki")], says: [] },
    {
      shows: "routes of the ingress",
      resources: [
        volume(),
        ingress,
        ingressService([], { mounts: [{ type: "bind", source: "/etc/ruche/ingress/routes", target: "/r" }] }),
      ],
      says: [],
    },
    {
      shows: "a volume of the engine that stands for a directory of the volume",
      resources: [
        volume(),
        wikiService({}, behind({ type: "none", o: "bind", device: "/DATA/services/wiki" }, "v")),
        engineVolume({ type: "none", o: "bind", device: "/DATA/services/wiki" }),
        engineVolume({ type: "tmpfs", o: "size=100m", device: "tmpfs" }),
        engineVolume(undefined),
      ],
      says: [],
    },
    { shows: "memory, and a volume without a name", resources: [volume(), mounting("", "tmpfs")], says: [] },
    {
      shows: "machines of the lab, in development",
      tier: "development",
      resources: [labMachines, labContainer({ volumes: [{ volumeName: "srv", containerPath: "/srv" }] })],
      says: [],
    },
  ],
  bad: [
    {
      shows: "a directory of the machine",
      tier: "development",
      resources: [volume(), wiki(), mounting("/home/ada")],
      says: ["wiki-service: it mounts /home/ada of its machine"],
    },
    {
      shows: "out of the volume by the back door",
      resources: [volume(), mounting("/DATA/../etc/ruche")],
      says: ["wiki-service: it mounts /etc/ruche of its machine"],
    },
    {
      shows: "a directory that only begins like the volume",
      resources: [volume(), mounting("/DATA2")],
      says: ["wiki-service: it mounts /DATA2 of its machine"],
    },
    {
      shows: "routes, for a service that is not the ingress",
      resources: [volume(), wiki({ serviceKind: "ingress" }), mounting("/etc/ruche/ingress/routes")],
      says: ["wiki-service: it mounts /etc/ruche/ingress/routes of its machine"],
    },
    {
      shows: "a volume that claims the system",
      resources: [volume({ mount: "/etc" }), mounting("/etc/ssh")],
      says: ["wiki-service: it mounts /etc/ssh of its machine"],
    },
    {
      shows: "a volume of Docker, in no backup",
      resources: [volume(), mounting("wiki-data", "volume")],
      says: ["wiki-service: it keeps files in wiki-data, a volume that Docker keeps on one machine"],
    },
    {
      shows: "a volume of the engine that stands for directories of the machine",
      resources: [
        volume(),
        wikiService({}, behind({ type: "none", o: "bind", device: "/DATA/../etc" })),
        wikiService({}, behind({ type: "none", o: "bind", device: "/etc" }, "v")),
        labContainer(behind({ type: "overlay", o: "lowerdir=/etc:/home", device: "overlay" })),
        engineVolume({ type: "none", o: "bind", device: "/var/run" }),
      ],
      says: [
        "wiki-service: it mounts /etc of its machine",
        "wiki-service: it mounts /etc of its machine",
        "hive-hive1: it mounts /etc of its machine",
        "hive-hive1: it mounts /home of its machine",
        "v: it mounts /var/run of its machine",
      ],
    },
    {
      shows: "the files of another container",
      resources: [volume(), labContainer({ volumes: [{ fromContainer: "machine1" }] })],
      says: ["hive-hive1: it sees the files of the container machine1"],
    },
  ],
  unknown: [
    {
      shows: "another container, and options of a volume, that are not known",
      resources: [
        volume(),
        labContainer({ volumes: [{ fromContainer: unknown }], mounts: [{ volumeOptions: unknown, source: "v" }] }),
        engineVolume(unknown),
        engineVolume({ device: unknown }),
      ],
      says: [
        "hive-hive1 ? .volumes[0].fromContainer",
        "hive-hive1 ? .mounts[0].volumeOptions",
        "v ? .driverOpts",
        "v ? .driverOpts.device",
      ],
    },
    {
      shows: "an unknown directory",
      resources: [volume(), mounting(unknown)],
      says: ["wiki-service ? .taskSpec.containerSpec.mounts[0].source"],
    },
    {
      shows: "a volume whose place is unknown",
      resources: [volume({ mount: unknown }), mounting("/DATA/x")],
      says: ["wiki-service ? .mount"],
    },
  ],
};
