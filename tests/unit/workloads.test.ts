import assert from "node:assert/strict";
import { connectionIn, isProvider, partsOf, runsPrograms, workloadIn, workloadOf } from "../../model/cluster";
import { readValue, Unknown, unknowns } from "../../model/inputs";

const service = "docker:index/service:Service";
const container = "docker:index/container:Container";
const { text, list } = unknowns;

describe("what a resource runs", () => {
  it("a service of a swarm, in words that belong to no technology", () => {
    const workload = workloadOf({
      type: service,
      inputs: {
        name: "wiki",
        mode: { replicated: { replicas: 2 } },
        endpointSpec: {
          ports: [
            { publishedPort: 443, targetPort: "8443" },
            { targetPort: 53, protocol: "udp" },
          ],
        },
        taskSpec: {
          containerSpec: {
            image: "wiki",
            args: ["--verbose"],
            env: { TZ: "UTC" },
            user: "33",
            mounts: [{ source: "/DATA/../srv" }, { source: "cache" }, { type: "tmpfs", source: "" }],
            capAdds: ["CAP_CHOWN"],
          },
          networksAdvanceds: [{ name: "host" }],
          resources: { reservation: { nanoCpus: 5e8, memoryBytes: 1024 } },
        },
      },
    });
    assert.deepEqual(workload, {
      runsOn: "cluster",
      name: "wiki",
      image: "wiki",
      arguments: ["--verbose"],
      program: undefined,
      variables: [{ name: "TZ", value: "UTC" }],
      user: "33",
      mounts: [
        { kind: "bind", source: "/srv" },
        { kind: "volume", source: "cache" },
      ],
      ports: [
        { published: 443, target: 8443, protocol: "tcp" },
        { published: 0, target: 53, protocol: "udp" },
      ],
      publishesAll: undefined,
      inMachineNetwork: true,
      privileged: undefined,
      capabilities: ["CAP_CHOWN"],
      walls: [{ wall: "labels", setting: "privileges.seLinuxContext.disable", down: false }],
      joins: [],
      options: [],
      devices: [],
      reserved: { processors: 0.5, memoryBytes: 1024 },
      copies: 2,
    });
  });

  it("a container of one engine, in the same words", () => {
    const workload = workloadOf({
      type: container,
      inputs: {
        name: "lab-hive1",
        image: "host",
        command: ["run"],
        entrypoints: ["/init"],
        envs: ["OPTIONS=a=b"],
        volumes: [{ hostPath: "/run" }, { volumeName: "srv" }],
        ports: [{ internal: 80, external: 8080 }],
        publishAllPorts: true,
        networkMode: "host",
        pidMode: "host",
        privileged: true,
        capabilities: { adds: ["ALL"] },
        securityOpts: ["seccomp=unconfined"],
        devices: [{ hostPath: "/dev/fuse" }],
      },
    })!;
    assert.deepEqual(
      { ...workload, walls: workload.walls.filter(({ down }) => down) },
      {
        runsOn: "machine",
        name: "lab-hive1",
        image: "host",
        arguments: ["run"],
        program: ["/init"],
        variables: [{ name: "OPTIONS", value: "a=b" }],
        user: undefined,
        mounts: [
          { kind: "bind", source: "/run" },
          { kind: "volume", source: "srv" },
        ],
        ports: [{ published: 8080, target: 80, protocol: "tcp" }],
        publishesAll: true,
        inMachineNetwork: true,
        privileged: true,
        capabilities: ["ALL"],
        walls: [{ wall: "processes", setting: "pidMode", down: true }],
        joins: [],
        options: ["seccomp=unconfined"],
        devices: ["/dev/fuse"],
        reserved: { processors: 0, memoryBytes: 0 },
        copies: 1,
      },
    );
  });

  it("an unknown is a value with its path, a list that is not known stands for itself", () => {
    const workload = workloadOf({
      type: service,
      inputs: {
        mode: { replicated: { replicas: text } },
        endpointSpec: { ports: [{ publishedPort: text, targetPort: 80 }] },
        taskSpec: { containerSpec: { image: text, mounts: list, capAdds: ["CAP_CHOWN", text] } },
      },
    })!;
    const path = (value: unknown): string => (value instanceof Unknown ? value.path : "known");
    assert.equal(path(workload.image), ".taskSpec.containerSpec.image");
    assert.equal(path(workload.copies), ".mode.replicated.replicas");
    assert.deepEqual(workload.capabilities.map(path), ["known", ".taskSpec.containerSpec.capAdds[1]"]);
    assert.deepEqual(workload.mounts.map(path), [".taskSpec.containerSpec.mounts"]);
    assert.equal(
      path(workload.ports[0] instanceof Unknown ? undefined : workload.ports[0]?.published),
      ".endpointSpec.ports[0].publishedPort",
    );
  });

  it("what a provider of Pulumi would take for the same is the same", () => {
    const plain = {
      name: "12",
      mode: { replicated: { replicas: 3 } },
      endpointSpec: { ports: [{ publishedPort: 443, targetPort: 8443 }] },
      taskSpec: {
        containerSpec: {
          args: ["--verbose"],
          mounts: [{ source: "/srv", volumeOptions: { driverOptions: { device: "/etc" } } }],
          capAdds: ["ALL"],
          privileges: { seLinuxContext: { disable: true } },
        },
        networksAdvanceds: [{ id: "host" }],
        resources: { reservation: { nanoCpus: 5e8, memoryBytes: 1024 } },
      },
    };
    const otherwise = {
      name: 12,
      mode: [{ replicated: [{ replicas: "3" }] }],
      endpointSpec: [{ ports: { publishedPort: "443", targetPort: "8443" } }],
      taskSpec: [
        {
          containerSpec: [
            {
              args: ["--verbose"],
              mounts: { source: "/srv", volumeOptions: [{ driverOptions: { device: "/etc" } }] },
              capAdds: "ALL",
              privileges: [{ seLinuxContext: [{ disable: "true" }] }],
            },
          ],
          networksAdvanceds: { id: "host" },
          resources: [{ reservation: [{ nanoCpus: "500000000", memoryBytes: "1024" }] }],
        },
      ],
    };
    assert.deepEqual(workloadOf({ type: service, inputs: otherwise }), workloadOf({ type: service, inputs: plain }));
    const yes = { privileged: true, publishAllPorts: true };
    for (const word of ["true", "TRUE", "t", "1", 1])
      assert.deepEqual(
        workloadOf({ type: container, inputs: { privileged: word, publishAllPorts: word } }),
        workloadOf({ type: container, inputs: yes }),
        String(word),
      );
    // A provider refuses these.
    for (const word of ["yes", "", {}, { toString: 1 }])
      assert.equal(workloadOf({ type: container, inputs: { privileged: word } })!.privileged, undefined);
  });

  it("devices that are not known are no missing devices", () => {
    const { devices } = workloadOf({ type: container, inputs: { devices: list } })!;
    assert.ok(devices[0] instanceof Unknown);
  });

  it("parts of a list: what is known, and each unknown once", () => {
    const unknown = new Unknown(".mounts");
    const mount = { kind: "bind", source: "/srv" } as const;
    assert.deepEqual(partsOf([unknown, mount, unknown]), { known: [mount], unknowns: [unknown] });
  });

  it("whoever wrote the inputs: nothing fits, and nothing is thrown", () => {
    for (const type of [service, container])
      for (const inputs of [undefined, null, 3, "text", [], { taskSpec: 1, ports: "none", volumes: [null], mode: [] }])
        assert.equal(workloadIn(type, readValue(inputs))!.image, undefined);
  });

  it("nothing, for a resource of another type", () => {
    assert.equal(workloadOf({ type: "random:index/randomId:RandomId", inputs: {} }), undefined);
    assert.equal(runsPrograms("ruche:services:DokuWiki"), false);
  });

  it("the connection of a provider", () => {
    const type = "pulumi:providers:docker";
    assert.ok(isProvider(type));
    assert.deepEqual(connectionIn(type, { host: "ssh://hive1", sshOpts: ["-o", "x"], certPath: "/certs" }), {
      address: "ssh://hive1",
      sshOptions: ["-o", "x"],
      certified: true,
    });
    assert.equal(connectionIn("pulumi:providers:random", {}), undefined);
  });
});
