import type { FixtureResource } from "../core/fixture";
import { type Fixtures, unknown } from "../core/fixture";
import { types } from "../core/resource";

const key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ5t8u2Yx3Yb8mE0Jm1Yc0o3m6m7t0m6k0wqvY0n1Zrb";
const remote = (connection: unknown): FixtureResource => ({
  type: types.remoteCommand,
  name: "hive1-ready",
  props: { connection, create: "true" },
});
const local = (create: unknown): FixtureResource => ({ type: types.localCommand, name: "join", props: { create } });
const provider = (props: object): FixtureResource => ({ type: "pulumi:providers:docker", name: "swarm-docker", props });

export const fixtures: Fixtures = {
  good: [
    {
      shows: "a machine whose key is known",
      resources: [remote({ host: "10.77.1.2", user: "root", hostKey: key })],
      says: [],
    },
    {
      shows: "by way of another one",
      resources: [remote({ host: "10.77.1.2", hostKey: key, proxy: { host: "10.77.1.1", hostKey: key } })],
      says: [],
    },
    {
      shows: "an engine by ssh with the key at hand, as text or list",
      resources: [
        provider({ host: "ssh://root@10.77.1.2", sshOpts: JSON.stringify(["-o", "StrictHostKeyChecking=yes"]) }),
        provider({ host: "unix:///run/docker.sock", sshOpts: ["-o", "StrictHostKeyChecking=yes"] }),
      ],
      says: [],
    },
    { shows: "a script that cannot be seen yet", resources: [local(unknown)], says: [] },
  ],
  bad: [
    {
      shows: "a connection without a key",
      resources: [remote({ host: "10.77.1.2", user: "root" })],
      says: ["hive1-ready: it connects to a machine whose key it does not know"],
    },
    {
      shows: "a way through a machine without a key",
      resources: [remote({ host: "10.77.1.2", hostKey: key, proxy: { host: "10.77.1.1" } })],
      says: ["hive1-ready: its proxy connects to a machine whose key it does not know"],
    },
    {
      shows: "ssh that takes whatever comes",
      resources: [
        local("ssh -o StrictHostKeyChecking=no root@10.77.1.2 true"),
        provider({ host: "ssh://root@10.77.1.2", sshOpts: ["-o", "StrictHostKeyChecking=accept-new"] }),
      ],
      says: ["join: it tells ssh not to check the host key", "swarm-docker: it tells ssh not to check the host key"],
    },
    {
      shows: "an engine behind a bare port",
      resources: [provider({ host: "tcp://10.77.1.2:2375" })],
      says: ["swarm-docker: it talks to tcp://10.77.1.2:2375 without certificates"],
    },
  ],
  unknown: [
    { shows: "an unknown connection", resources: [remote(unknown)], says: ["hive1-ready ? .connection"] },
    {
      shows: "an unknown key",
      resources: [remote({ host: "10.77.1.2", hostKey: unknown })],
      says: ["hive1-ready ? .connection.hostKey"],
    },
    {
      shows: "unknown options of the provider",
      resources: [provider({ host: "ssh://root@10.77.1.2", sshOpts: unknown })],
      says: ["swarm-docker ? .sshOpts"],
    },
  ],
};
