import { at } from "../inputs";
import { tcp } from "../rules/knownPort";
import { containerType, readContainer } from "./dockerContainer";
import { foldersBehind } from "./reading";
import { readService, serviceType } from "./swarmService";
import type { ClusterTechnology } from "./technology";

/** Docker Swarm. */
export const swarm: ClusterTechnology = {
  workloadType: serviceType,
  readers: { [serviceType]: readService, [containerType]: readContainer },
  volumes: { "docker:index/volume:Volume": (inputs) => foldersBehind(at(inputs, "driverOpts")) },
  identified: {
    "docker:index/network:Network": "network",
    "docker:index/secret:Secret": "stored",
    "docker:index/serviceConfig:ServiceConfig": "stored",
  },
  machineNetworks: ["host", "bridge", "none"],
  folder: "/var/lib/docker",
  interfaces: ["docker"],
  sockets: ["docker.sock", "containerd.sock"],
  providerType: "pulumi:providers:docker",

  connection: (inputs) => ({
    address: at(inputs, "host"),
    sshOptions: at(inputs, "sshOpts"),
    certified: ["certMaterial", "certPath", "caMaterial"].some((key) => at(inputs, key) !== undefined),
  }),

  knownPorts: [
    ...tcp("management", {
      2375: "Docker engine",
      2376: "Docker engine",
      2377: "Swarm management",
      7946: "Swarm node discovery",
    }),
    { port: 7946, protocol: "udp", name: "Swarm node discovery", purpose: "management" },
    { port: 4789, protocol: "udp", name: "Swarm overlay network", purpose: "management" },
  ],

  ports({ managers, workers }) {
    const all = [...managers, ...workers];
    return [
      { machines: managers, port: 2377, protocol: "tcp", authentication: "certificate", tls: "own" },
      { machines: all, port: 7946, protocol: "tcp", authentication: "key", tls: "encrypted" },
      { machines: all, port: 7946, protocol: "udp", authentication: "key", tls: "encrypted" },
      { machines: all, port: 4789, protocol: "udp", authentication: "none", tls: "none" },
    ];
  },
};
