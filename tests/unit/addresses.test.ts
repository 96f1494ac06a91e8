import assert from "node:assert/strict";
import fc from "fast-check";
import { LabMachines } from "../../components";
import { addressesIn, type ListedContainer } from "../../drivers/lab/takePlace";
import { addressesOf } from "../../model/machines/addresses";
import { holds } from "../support/holds";
import { inputsOf, settled, startMocks } from "./support/mockedProgram";

const name = fc.stringMatching(/^[a-z][a-z0-9]{0,5}$/);
const hosts = (most: number) => fc.uniqueArray(name, { minLength: 1, maxLength: most });

describe("addresses of a lab's machines", () => {
  it("differ, lie between .11 and .250, and are the same in whatever order hosts are named", () => {
    holds(
      fc.property(hosts(240), (names) => {
        const addresses = addressesOf("10.80.7", names);
        assert.equal(new Set(Object.values(addresses)).size, names.length);
        for (const address of Object.values(addresses)) {
          const last = Number(/^10\.80\.7\.(\d+)$/.exec(address)![1]);
          assert.ok(last >= 11 && last <= 250, address);
        }
        assert.deepEqual(addressesOf("10.80.7", [...names].reverse()), addresses);
      }),
      { numRuns: 30 },
    );
  });

  it("stay what they are through any sequence of hosts that come and go, those of a lab by position as well", () => {
    holds(
      fc.property(hosts(8), fc.array(hosts(60), { minLength: 1, maxLength: 12 }), (old, steps) => {
        // A lab of before has them by the place in the alphabet.
        let kept: Record<string, string> = Object.fromEntries(
          [...old].sort().map((host, index) => [host, `10.80.7.${index + 11}`]),
        );
        let deployed: Readonly<Record<string, string>> = kept;
        for (const declared of steps) {
          const next = addressesOf("10.80.7", declared, kept);
          for (const host of declared) if (host in deployed) assert.equal(next[host], deployed[host], host);
          // A machine that goes is there until the update's end: nobody takes its address in the same update.
          const going = Object.entries(deployed).filter(([host]) => !declared.includes(host));
          for (const [host, address] of going)
            assert.ok(!Object.values(next).includes(address), `${host} is still at ${address}`);
          deployed = next;
          kept = { ...kept, ...next };
        }
      }),
      { numRuns: 50 },
    );
  });

  it("of hosts that are long gone are given to others where no other is left", () => {
    const gone = Object.fromEntries(Array.from({ length: 240 }, (_, at) => [`gone${at}`, `10.80.7.${at + 11}`]));
    const addresses = addressesOf("10.80.7", ["here", "there"], gone);
    assert.equal(new Set(Object.values(addresses)).size, 2);
    // What was kept in another network is none of this one's.
    assert.notEqual(addressesOf("10.80.8", ["here"], { here: "10.80.7.11" }).here, "10.80.7.11");
  });

  it("are found on the machines that are there, running or not, and not on one that was never started", () => {
    const container = (host: string, State: string, address: string | undefined): ListedContainer => ({
      Id: host,
      Names: [`/ruche-1-lab-${host}`],
      State,
      NetworkSettings: { Networks: { "ruche-1-lab": { IPAMConfig: address ? { IPv4Address: address } : null } } },
    });
    assert.deepEqual(
      addressesIn(
        [
          container("hive2", "exited", "10.80.7.13"),
          container("hive1", "running", "10.80.7.12"),
          container("abri", "created", "10.80.7.12"),
          container("odd", "running", undefined),
        ],
        "ruche-1-lab",
      ),
      { hive1: "10.80.7.12", hive2: "10.80.7.13" },
    );
  });

  it("are those of the machines' containers: one that sorts first moves no other", async () => {
    const addresses = async (names: string[], kept?: Record<string, string>) => {
      startMocks();
      new LabMachines("hive", { hosts: names, subnet: "10.80.7.0/24", addresses: kept });
      await settled();
      return Object.fromEntries(
        names.map((host) => [host, inputsOf(`hive-${host}`).networksAdvanced[0].ipv4Address as string]),
      );
    };
    const before = await addresses(["cellar", "hive1", "hive2"]);
    const after = await addresses(["abri", "hive1", "hive2"], before);
    assert.deepEqual([after.hive1, after.hive2], [before.hive1, before.hive2]);
    const old = { cellar: "10.80.7.11", hive1: "10.80.7.12" };
    assert.deepEqual(
      { ...(await addresses(["attic", "cellar", "hive1"], old)), attic: undefined },
      {
        ...old,
        attic: undefined,
      },
    );
  });
});
