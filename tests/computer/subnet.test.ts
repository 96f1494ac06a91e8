import { strict as assert } from "node:assert";
import fc from "fast-check";
import { chooseSubnet, routeSubnets } from "../../drivers/lab/subnet";
import { holds } from "../support/holds";

describe("lab subnets", () => {
  it("are the same for the same lab, and inside 10.64.0.0/10", () => {
    holds(
      fc.property(fc.string(), (seed) => {
        const subnet = chooseSubnet([], seed);
        const [, second, third] = /^10\.(\d+)\.(\d+)\.0\/24$/.exec(subnet)!.map(Number) as [number, number, number];
        return second >= 64 && second < 128 && third < 256 && subnet === chooseSubnet([], seed);
      }),
    );
  });

  it("never overlap what is taken: each lab gets another one", () => {
    holds(
      fc.property(fc.array(fc.string(), { maxLength: 40 }), (seeds) => {
        const taken: string[] = [];
        for (const seed of seeds) taken.push(chooseSubnet(taken, seed));
        return new Set(taken).size === seeds.length;
      }),
    );
  });

  it("avoid larger and smaller networks, and single addresses", () => {
    const first = chooseSubnet([], "hive");
    const second = chooseSubnet([first], "hive");
    assert.notEqual(second, first);
    assert.equal(chooseSubnet([first.replace(".0/24", ".77/32")], "hive"), second);
    assert.equal(chooseSubnet([first.replace(".0/24", ".128/25")], "hive"), second);
    assert.match(chooseSubnet(["10.64.0.0/11"], "hive"), /^10\.(9[6-9]|1[01]\d|12[0-7])\./);
    assert.equal(chooseSubnet(["fd00::/8", "192.168.0.0/16", "10.0.0.0/10"], "hive"), first);
  });

  it("say what to do when none is left", () => {
    assert.throws(() => chooseSubnet(["10.0.0.0/8"], "hive"), /no network is free for "hive".*docker network prune/);
  });

  it("are told from routes: the default route takes nothing", () => {
    const routes = [{ dst: "default" }, { dst: "172.17.0.0/16" }, { dst: "10.64.3.1" }, { dst: "fe80::/64" }, {}];
    assert.deepEqual(routeSubnets(JSON.stringify(routes)), ["172.17.0.0/16", "10.64.3.1/32"]);
    assert.deepEqual(routeSubnets(""), []);
  });
});
