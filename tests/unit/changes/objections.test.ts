import assert from "node:assert/strict";
import { changeObjections } from "../../../model/changes/objections";
import { changeWarnings } from "../../../model/changes/serviceChanges";
import { changed, refusedOf, small } from "../support/deployments";

/** Changes that no update carries out, and what is said of them. */
const refused: readonly (readonly [what: string, change: (copy: any) => void, said: readonly string[]])[] = [
  [
    "a volume that is renamed",
    (copy) => {
      copy.volumes[0].name = "main";
      copy.platformVolume = "main";
      for (const service of copy.services) service.volume = "main";
    },
    [
      "ruche:storage.data: data is gone from the file, and on it lies what stays: home, wiki, databases, registry and the state of backups",
    ],
  ],
  [
    "a second volume that takes over databases, registry and the state of backups",
    (copy) => {
      copy.volumes.unshift({ ...copy.volumes[0], name: "archive", mount: "/ARCHIVE" });
      copy.platformVolume = "archive";
    },
    [
      "ruche:platform.volume: databases, registry and the state of backups lie on data: elsewhere they would begin empty",
    ],
  ],
  [
    "a service that moves to another volume",
    (copy) => {
      copy.volumes.push({ ...copy.volumes[0], name: "more", mount: "/MORE" });
      copy.services[1].volume = "more";
    },
    ["ruche:services.wiki.volume: the files of wiki lie on data: elsewhere it would begin empty"],
  ],
  [
    "another kind under a service's name",
    (copy) => {
      copy.services[1].kind = "etherpad";
    },
    ["ruche:services.wiki.kind: wiki is a dokuwiki, and has the data of one"],
  ],
  [
    "another mount",
    (copy) => {
      copy.volumes[0].mount = "/SRV";
    },
    ["ruche:storage.data.mount: the mount of a volume with data stays what it was"],
  ],
  [
    "another number of copies",
    (copy) => {
      copy.volumes[0].replicas = 1;
    },
    ["ruche:storage.data.replicas: the number of copies of a volume with data stays what it was"],
  ],
  [
    "an arbiter",
    (copy) => {
      copy.volumes[0].arbiter = true;
    },
    ["ruche:storage.data.arbiter: the arbiter of a volume with data stays what it was"],
  ],
  [
    "more machines for a volume",
    (copy) => {
      copy.volumes[0].machines.push("hive4", "hive5", "hive6");
    },
    ["ruche:storage.data.on: its data lies on 3 machines, and does not spread over 6 by itself"],
  ],
  [
    "two machines of a volume exchanged at once",
    (copy) => {
      copy.volumes[0].machines = ["hive1", "hive4", "hive5"];
    },
    ["ruche:storage.data.on: hive2 and hive3 would go at once, and hold the same data"],
  ],
  [
    "an address of a machine",
    (copy) => {
      copy.machines.hive2 = "10.80.7.99";
    },
    ["ruche:machines.hosts.hive2.address: hive2 has the address 10.80.7.13, by which its data and its cluster know it"],
  ],
  [
    "another network of the machines",
    (copy) => {
      for (const name of Object.keys(copy.machines))
        copy.machines[name] = copy.machines[name].replace("10.80.7", "10.80.8");
    },
    ["ruche:machines.network: hive1 has the address 10.80.7.12, by which its data and its cluster know it"],
  ],
  [
    "all managers at once",
    (copy) => {
      copy.cluster = { managers: ["hive4", "hive5", "hive6"], nodes: ["hive4", "hive5", "hive6", "hive1"] };
    },
    ["ruche:cluster.managers: none of them manages the cluster now: nothing would be left that lets the new ones in"],
  ],
  [
    "most managers at once, while one stays",
    (copy) => {
      copy.cluster = { managers: ["hive1", "hive4", "hive5"], nodes: ["hive1", "hive4", "hive5"] };
    },
    ["ruche:cluster.managers: hive2 and hive3 would leave at once: the other managers could decide nothing any more"],
  ],
  [
    "no cluster any more",
    (copy) => {
      copy.cluster = null;
    },
    ["ruche:cluster: the cluster is up, and is not taken out of a platform"],
  ],
  [
    "a repository on another machine",
    (copy) => {
      copy.repositories.cellar = "attic";
    },
    ["ruche:backup.repositories.cellar.on: the backups of cellar lie on cellar, and do not move"],
  ],
  [
    "all repositories at once",
    (copy) => {
      copy.repositories = { attic: "attic" };
    },
    ["ruche:backup.repositories: no repository with backups would be left"],
  ],
];

/** Changes that are carried out. */
const carriedOut: readonly (readonly [what: string, change: (copy: any) => void])[] = [
  ["nothing", () => {}],
  [
    "managers in another order",
    (copy) => {
      copy.cluster.managers.reverse();
    },
  ],
  [
    "managers that become workers, and others in their place",
    (copy) => {
      copy.cluster = { managers: ["hive2", "hive4", "hive5"], nodes: ["hive2", "hive4", "hive5", "hive1", "hive3"] };
    },
  ],
  [
    "one machine in place of another, everywhere",
    (copy) => {
      copy.machines = { ...copy.machines, hive4: "10.80.7.60", hive3: undefined };
      copy.volumes[0].machines = ["hive1", "hive2", "hive4"];
      copy.cluster = { managers: ["hive1", "hive2", "hive4"], nodes: ["hive1", "hive2", "hive4"] };
    },
  ],
  [
    "machines of a volume in another order",
    (copy) => {
      copy.volumes[0].machines.reverse();
    },
  ],
  [
    "a second volume that sorts first",
    (copy) => {
      copy.volumes.unshift({ ...copy.volumes[0], name: "archive", mount: "/ARCHIVE" });
    },
  ],
  [
    "services that come and go",
    (copy) => {
      copy.services = [{ name: "pad", kind: "etherpad", volume: "data", stateful: true }];
    },
  ],
  [
    "a repository beside the first one",
    (copy) => {
      copy.repositories.attic = "attic";
    },
  ],
  [
    "no backups any more",
    (copy) => {
      copy.repositories = {};
    },
  ],
];

describe("changes of an environment's file", () => {
  for (const [what, change, said] of refused)
    it(`refused: ${what}`, () => {
      assert.deepEqual(refusedOf(changed(change)), said);
      for (const { allowed, remedy } of changeObjections(changed(change), small))
        assert.ok(allowed.length > 0 && remedy.length > 0);
    });

  for (const [what, change] of carriedOut)
    it(`carried out: ${what}`, () => assert.deepEqual(refusedOf(changed(change)), []));

  describe("of a volume with several groups", () => {
    const six = changed((copy) => {
      copy.volumes[0].machines = ["a1", "a2", "a3", "b1", "b2", "b3"];
    });
    const judged = (machines: readonly string[], arbiter = false): string[] => {
      const deployed = changed((copy) => {
        copy.volumes[0].arbiter = arbiter;
      }, six);
      return refusedOf(
        changed((copy) => {
          copy.volumes[0].machines = machines;
        }, deployed),
        deployed,
      );
    };
    const moved = "ruche:storage.data.on: a machine would change its place among those with the same data";

    it("one machine of each group is exchanged at once, in its own group", () => {
      assert.deepEqual(judged(["a1", "n1", "a3", "b1", "b2", "n2"]), []);
      assert.deepEqual(judged(["a3", "a2", "a1", "b1", "b2", "b3"]), []);
      assert.deepEqual(judged(["a1", "a2", "b1", "a3", "b2", "b3"]), [moved]);
      assert.deepEqual(judged(["a2", "a3", "b1", "b2", "b3", "n1"]), [moved]);
      assert.deepEqual(judged(["a1", "n1", "n2", "b1", "b2", "b3"]), [
        "ruche:storage.data.on: a2 and a3 would go at once, and hold the same data",
      ]);
    });

    it("an arbiter stays one: the others hold the data", () => {
      assert.deepEqual(judged(["a1", "a2", "n1", "b1", "b2", "b3"], true), []);
      assert.deepEqual(judged(["a1", "a3", "a2", "b1", "b2", "b3"], true), [moved]);
    });
  });

  it("a secret that was rotated never comes back while what it opens is there (B4)", () => {
    const rotated = {
      "member/ada": 2,
      "database/wiki": 3,
      "service/wiki/salt": 2,
      "backup/cellar/prune": 2,
      registry: 2,
    };
    const deployed = { ...small, rotated };
    const again = "a secret from before would be used again";
    assert.deepEqual(refusedOf({ ...deployed, rotated: { ...rotated, registry: 3 } }, deployed), []);
    assert.deepEqual(
      refusedOf({ ...deployed, rotated: { "database/wiki": 2 } }, deployed).sort(),
      Object.keys(rotated)
        .map((purpose) => `ruche:rotate.${purpose}: ${again}`)
        .sort(),
    );
    const without = { ...deployed, members: [], services: [], repositories: {}, rotated: { registry: 2 } };
    assert.deepEqual(
      refusedOf(without, deployed).filter((line) => line.includes("rotate")),
      [],
    );
  });

  it("a volume of a single copy is not exchanged, and one on which nothing is left may go", () => {
    const single = changed((copy) => {
      copy.volumes.push({ ...copy.volumes[0], name: "slow", mount: "/SLOW", replicas: 1, machines: ["hive1"] });
      copy.services[1].volume = "slow";
    });
    const exchanged = changed((copy) => {
      copy.volumes[1].machines = ["hive2"];
    }, single);
    assert.deepEqual(refusedOf(exchanged, single), ["ruche:storage.slow.on: hive1 holds the only copy of the data"]);
    const without = changed((copy) => {
      copy.volumes.pop();
      copy.services.pop();
    }, single);
    assert.deepEqual(refusedOf(without, single), []);
    assert.deepEqual(changeWarnings(without, single), [
      "wiki is taken out. Its data stays where it is, and is neither served nor backed up any more; " +
        "written again under this name with the same kind, it is as it was.",
      "The volume slow is taken out. Its data stays on hive1.",
    ]);
  });

  it("a service that was probably renamed is told as one that begins empty", () => {
    const renamed = changed((copy) => {
      copy.services[1].name = "encyclopedie";
    });
    assert.match(
      changeWarnings(renamed, small)[0]!,
      /^wiki is taken out\..* encyclopedie is another dokuwiki and begins empty: nothing is renamed\.$/,
    );
    assert.deepEqual(changeWarnings(small, small), []);
  });
});
