import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { clusterOf, machinesOf, volumeOf } from "../../drivers";
import { closeSessions } from "../../drivers/reach/reach";
import { cacheRoot } from "../../tools/cacheRoot";
import { quote } from "../../tools/shell";
import { clusterConformance } from "../conformance/cluster";
import { machinesConformance } from "../conformance/machines";
import { reachConformance } from "../conformance/reach";
import { volumeConformance } from "../conformance/volume";
import type { TestPlatform } from "./platform";
import { stateOf, summaryOf } from "./state";

/** The drivers of the lab's technologies keep their contracts. */
export function conformanceCases(platform: TestPlatform): void {
  describe("conformance", () => {
    const ends: (() => void)[] = [closeSessions];
    after(() => {
      for (const end of ends) end();
    });

    machinesConformance("the lab", async () => {
      const resources = stateOf(platform);
      const { environment, folder, place } = platform;
      const summary = summaryOf(platform);
      const driver = machinesOf(summary.provider);
      const otherClone = { root: mkdtempSync(join(tmpdir(), "ruche-clone-")), environment };
      mkdirSync(join(otherClone.root, ".ruche", environment), { recursive: true });
      ends.push(() => rmSync(otherClone.root, { recursive: true }));
      return {
        driver,
        context: { root: folder, cloneId: "test", environment, cache: cacheRoot(), say: () => {} },
        otherClone,
        machines: summary.machines.map(({ name }) => name),
        objects: resources.filter(({ urn }) => urn.includes("ruche:machines:LabMachines$docker:")).length,
        resources,
        removed: {
          machine: "hive1",
          resources: resources.map((resource) =>
            driver.machineOf(resource) === "hive1" ? { ...resource, id: "0".repeat(64) } : resource,
          ),
        },
        makeStray: async () => {
          await platform.docker("volume", "create", "--label", `ruche.lab=${place.prefix}`);
        },
      };
    });

    reachConformance("a host of the lab", async () => {
      const { machines, identityFile } = summaryOf(platform);
      const { name, ssh } = machines.find((machine) => machine.name === "hive1")!;
      const { host, port, user, hostKey } = ssh;
      const privateKey = readFileSync(identityFile.replace("${HOME}", homedir()), "utf8");
      const hop = { host, port, user, hostKey };
      return {
        way: { name, ...hop, jump: null, privateKey },
        // Its own loopback interface, seen from itself.
        through: { name, ...hop, host: "127.0.0.1", jump: hop, privateKey },
        closedPort: 1,
        greet: async (text) => {
          const kept = "/root/.bashrc.kept";
          await platform.on(
            name,
            text === ""
              ? `if [ -e ${kept} ]; then mv ${kept} /root/.bashrc; fi`
              : `touch /root/.bashrc && cp -p /root/.bashrc ${kept} && ` +
                  `{ echo ${quote(`echo ${quote(text)}`)}; cat ${kept}; } > /root/.bashrc`,
          );
        },
        cut: async () => {
          await platform.on(name, "pkill -KILL -f '^sshd(-session)?: root' || true");
        },
      };
    });

    volumeConformance("GlusterFS (P5)", async () => {
      const summary = summaryOf(platform);
      const { machines } = summary.volumes.find(({ name }) => name === "data")!;
      const brick = "'^[^ ]*glusterfsd .*data'";
      const nobody = summary.machines.map((machine) => ({ ...machine, ssh: { ...machine.ssh, port: 1 } }));
      return {
        driver: volumeOf(summary, "data"),
        reach: summary,
        mayBeBusy: true,
        machines,
        silent: volumeOf({ ...summary, machines: nobody }, "data"),
        lose: async (machine) => {
          await platform.on(machine, `pkill -KILL -f ${brick}; while pgrep -f ${brick} >/dev/null; do sleep 0.1; done`);
          return async () => {
            await platform.on(machine, "timeout 60 sh -c 'until gluster volume start data force; do sleep 0.2; done'");
          };
        },
      };
    });

    clusterConformance("Swarm (P6)", async () => {
      const summary = summaryOf(platform);
      const driver = clusterOf(summary);
      assert.ok(driver);
      return {
        driver,
        reach: summary,
        machines: summary.cluster!.nodes,
        workload: "home",
        port: 8080,
        folder: "/srv/www",
        read: (path) => platform.on("hive1", `cat "/DATA/services/home/srv/www/${path}"`),
        resources: stateOf(platform),
      };
    });
  });
}
