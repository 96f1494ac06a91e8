import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { probesOf } from "../../cli/drift/probes";
import type { StateResource } from "../../model/state";
import { eventually, type Status, type TestPlatform } from "./platform";

interface DriftAnswer {
  readonly asDeclared: boolean;
  readonly checked: { readonly machines: number; readonly probes: number; readonly services: number };
  readonly findings: readonly {
    readonly on: string;
    readonly concern: string;
    readonly differs: string;
    readonly since: string | null;
    readonly remedy: string | null;
    readonly repairedByUp: boolean;
  }[];
}

/** What somebody does on a machine, and how it is told. Each kind of concern is here at least once. */
const byHand: readonly {
  readonly on: string;
  readonly does: string;
  readonly concern: string;
  readonly told: RegExp;
}[] = [
  {
    on: "hive1",
    concern: "firewall",
    does: "nft insert rule inet ruche input tcp dport 9999 accept",
    told: /rules are not those of/,
  },
  {
    on: "hive2",
    concern: "firewall",
    does: "systemctl disable -q ruche-firewall",
    told: /ruche-firewall does not start with the machine/,
  },
  {
    on: "cellar",
    concern: "names",
    does: "echo '10.0.0.9 evil' >> /etc/ruche/names",
    told: /\/etc\/ruche\/names was changed/,
  },
  {
    on: "hive3",
    concern: "gluster-member-data",
    does: "systemctl disable -q glusterd",
    told: /glusterd does not start/,
  },
  // A question to the volume may still be under way: then a change is refused.
  {
    on: "hive1",
    concern: "gluster-volume-data",
    does: "timeout 60 sh -c 'until gluster volume set data network.ping-timeout 42; do sleep 0.2; done'",
    told: /network\.ping-timeout/,
  },
  { on: "hive2", concern: "gluster-mount-data", does: "systemctl stop ruche-mount-data", told: /mountpoint -q \/DATA/ },
  {
    on: "hive1",
    concern: "swarm-init",
    does: "docker swarm update --task-history-limit 9",
    told: /TaskHistoryRetentionLimit/,
  },
  {
    on: "hive1",
    concern: "ingress",
    does: "chmod 755 /etc/ruche/ingress/routes",
    told: /routes has another mode or owner/,
  },
  {
    on: "hive3",
    concern: "route-wiki",
    does: "sed -i s/wiki/evil/ /etc/ruche/ingress/routes/wiki.yml",
    told: /wiki\.yml was changed/,
  },
  { on: "hive2", concern: "route-pad", does: "rm /etc/ruche/ingress/routes/pad.yml", told: /pad\.yml is missing/ },
  { on: "hive2", concern: "registry", does: "systemctl stop ruche-registry", told: /ruche-registry does not run/ },
  {
    on: "hive3",
    concern: "registry",
    does: "chmod 644 /etc/ruche/registry/key.pem",
    told: /key\.pem has another mode/,
  },
  {
    on: "hive1",
    concern: "files-home-srv-www",
    does: "chmod 777 /DATA/services/home/srv/www",
    told: /www has another mode/,
  },
  {
    on: "hive1",
    concern: "directory-mariadb",
    does: "chmod 755 $(docker service inspect mariadb --format '{{(index .Spec.TaskTemplate.ContainerSpec.Mounts 0).Source}}')",
    told: /has another mode/,
  },
  { on: "hive3", concern: "backup", does: "echo >> /usr/local/sbin/ruche-backup", told: /ruche-backup was changed/ },
  {
    on: "hive1",
    concern: "backup",
    does: "systemctl stop ruche-backup.timer",
    told: /ruche-backup\.timer does not run/,
  },
  {
    on: "hive1",
    concern: "directories-backup",
    does: "chmod 755 /DATA/.ruche/backup/state",
    told: /state has another mode/,
  },
  {
    on: "hive1",
    concern: "backup-home",
    does: "echo {} > /DATA/.ruche/backup/services/home.json",
    told: /home\.json was changed/,
  },
  {
    on: "cellar",
    concern: "backup-repository-cellar",
    does: "echo keep=0 >> /etc/ruche/backup-repository/cellar/settings",
    told: /settings was changed/,
  },
  {
    on: "hive1",
    concern: "service home",
    does: "docker service update -d -q --replicas 2 --env-add TOKEN=hunter2 --label-add a=b home",
    told: /replicas is 2 instead of 1.*label a was added.*variable TOKEN was added/,
  },
];

/** What was changed by hand is found, and put right by `up`. */
export function driftCases(platform: TestPlatform): void {
  describe("drift", function () {
    this.timeout(600_000);
    const drift = () => platform.ruche<DriftAnswer>(["drift", "lab"]);
    const told = ({ json }: { json: DriftAnswer }): string =>
      json.findings.map(({ on, concern, differs }) => `${on} ${concern}: ${differs}`).join("\n");

    it("there is none on a platform that nobody touched, and every concern has a probe in plain (D3)", async () => {
      await eventually("nothing differs", 60, async () => assert.equal(told(await drift()), ""));
      const { status, json } = await drift();
      assert.equal(json.asDeclared, true);
      const { checkpoint } = JSON.parse(
        readFileSync(join(platform.folder, ".ruche/state/.pulumi/stacks/ruche/lab.json"), "utf8"),
      ) as { checkpoint: { latest: { resources: StateResource[] } } };
      const { probes, unprobed } = probesOf(checkpoint.latest.resources);
      assert.deepEqual([status, json.checked, unprobed], [0, { machines: 4, probes: probes.length, services: 5 }, 0]);
      const kinds = (concerns: readonly string[]): string[] =>
        [
          ...new Set(
            concerns.map((concern) => concern.replace(/^(route|files|backup|directory)-(?!repository).*/, "$1-")),
          ),
        ].sort();
      // The mode of endpoints is a question to the kernel: nothing of it stays on the machine.
      assert.deepEqual(
        kinds(byHand.map(({ concern }) => concern).filter((concern) => !concern.startsWith("service "))),
        kinds(probes.map(({ concern }) => concern)).filter((kind) => kind !== "swarm-endpoint-mode"),
      );
    });

    it("a command that holds the volume for a moment is waited for, and taken for no drift (D3)", async () => {
      await platform.on(
        "hive2",
        "systemd-run -q --unit=busy bash -c 'while :; do gluster volume status data detail; done'",
      );
      try {
        for (let round = 0; round < 4; round++) assert.equal(told(await drift()), "");
      } finally {
        await platform.on("hive2", "systemctl stop busy");
      }
    });

    it("whatever is changed by hand is found, with the time at which it was (D3)", async () => {
      const begin = Date.now();
      for (const { on, does } of byHand) await platform.on(on, does);
      await platform.on(
        "hive1",
        "docker service create -d -q --name stray --replicas 0 $(docker service inspect home --format " +
          "'{{.Spec.TaskTemplate.ContainerSpec.Image}}')",
      );
      const answer = await drift();
      assert.deepEqual([answer.status, answer.json.asDeclared], [1, false], answer.stderr);
      for (const { on, concern, told: how } of byHand) {
        const found = answer.json.findings.find(
          (finding) => finding.concern === concern && finding.on === (concern.startsWith("service ") ? "cluster" : on),
        );
        assert.match(found?.differs ?? `nothing of ${on} ${concern}`, how, told(answer));
        assert.equal(found!.repairedByUp, true);
        if (/changed|missing|mode/.test(found!.differs))
          assert.ok(Date.parse(found!.since!) >= begin - 2000, `${concern}: ${found!.since}`);
      }
      const stray = answer.json.findings.find(({ concern }) => concern === "service stray");
      assert.deepEqual([stray?.differs, stray?.repairedByUp], ["is not declared", false]);
      assert.equal(answer.json.findings.length, byHand.length + 1, told(answer));
    });

    it("the next up puts all of it right but what it did not make, and says so (D3)", async () => {
      const { status, json, stderr } = await platform.ruche<{ repaired: { concern: string }[] }>(["up", "lab"]);
      assert.equal(status, 0, stderr);
      assert.deepEqual(json.repaired.map(({ concern }) => concern).sort(), byHand.map(({ concern }) => concern).sort());
      const left = await drift();
      assert.equal(told(left), "cluster service stray: is not declared");
      await platform.on("hive1", left.json.findings[0]!.remedy!.replace(/^.*: /, ""));
      assert.deepEqual(
        [(await drift()).status, (await platform.status()).services.every(({ healthy }) => healthy)],
        [0, true],
      );
    });

    it("a program that is gone is told by its name", async () => {
      await platform.on("cellar", "mv /usr/bin/rclone /usr/bin/rclone.away");
      try {
        assert.equal(told(await drift()), "cellar backup-repository-cellar: rclone is not installed");
      } finally {
        await platform.on("cellar", "mv /usr/bin/rclone.away /usr/bin/rclone");
      }
    });

    it("services that were removed and a machine that left the swarm come back; without its ingress a service runs and does not answer", async () => {
      await platform.on("hive1", "docker service rm home ingress");
      await platform.on("hive3", "docker swarm leave --force");
      await eventually("all to be found", 60, async () =>
        assert.equal(
          told(await drift()),
          "hive3 swarm: is not in the swarm\ncluster service home: is gone\ncluster service ingress: is gone",
        ),
      );
      // A copy that was on the machine that left counts for a moment beside its successor.
      await eventually("the cluster to count them", 60, async () => {
        const { json } = await platform.ruche<Status>(["status", "lab"]);
        assert.deepEqual(
          json.services.map(
            ({ name, healthy, replicas }) => `${name} ${healthy} ${replicas.running}/${replicas.wanted}`,
          ),
          ["home false 0/1", "pad false 1/1", "wiki false 1/1"],
        );
        assert.match(json.services[0]!.reason!, /0 of 1 copies of home run; the cluster has no service of this name/);
        assert.match(json.services[2]!.reason!, /does not answer/);
      });
      const { status, stderr } = await platform.ruche(["up", "lab"]);
      assert.equal(status, 0, stderr);
      await eventually("nothing to differ", 60, async () => assert.equal(told(await drift()), ""));
      assert.equal((await platform.http("https://home.lab.internal/health")).status, 200);
    });

    it("a machine that does not answer is told, and nothing is repaired meanwhile", async () => {
      await platform.docker("pause", platform.container("cellar"));
      try {
        await platform.on("hive1", "chmod 755 /etc/ruche/ingress/routes");
        const { status, json } = await drift();
        assert.deepEqual(
          [status, json.checked.machines, json.findings.map(({ on, concern }) => `${on} ${concern}`)],
          [1, 3, ["cellar machine", "hive1 ingress"]],
        );
      } finally {
        await platform.docker("unpause", platform.container("cellar"));
        await platform.on("hive1", "chmod 700 /etc/ruche/ingress/routes");
      }
      await eventually("nothing to differ", 60, async () => assert.equal(told(await drift()), ""));
    });
  });
}
