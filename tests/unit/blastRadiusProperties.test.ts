import assert from "node:assert/strict";
import fc from "fast-check";
import { blastRadius, outcomes } from "../../model/review/blastRadius";
import type { Facts } from "../../model/review/facts";
import { holds } from "../support/holds";
import { cluster, facts, files, rows, service, volume } from "./support/descriptors";

const mariadb = service("mariadb", { serviceKind: "mariadb" });

/** Platforms of up to six machines: any managers and workers, one or two volumes, services of every sort. */
const platforms = fc
  .record({
    names: fc.constant(["a", "b", "c", "d", "e", "f"]),
    managers: fc.integer({ min: 1, max: 5 }),
    members: fc.integer({ min: 1, max: 6 }),
    replicas: fc.constantFrom(1, 3, 3),
    arbiter: fc.boolean(),
    copies: fc.array(fc.oneof(fc.integer({ min: 1, max: 8 }), fc.constant("each-node" as const)), {
      minLength: 1,
      maxLength: 4,
    }),
    state: fc.array(fc.constantFrom("none", "files", "rows"), { minLength: 4, maxLength: 4 }),
  })
  .map(({ names, managers, members, replicas, arbiter, copies, state }) => {
    const held = names.slice(-Math.max(replicas, members - (members % replicas)));
    const services = copies.map((count, index) =>
      service(`s${index}`, {
        replicas: count,
        state: state[index] === "none" ? { none: "" } : { items: [state[index] === "files" ? files() : rows()] },
      }),
    );
    return {
      names,
      services,
      rest: [
        cluster(names.slice(0, managers), names.slice(managers)),
        volume(held, { replicas, arbiter: arbiter && replicas === 3 }),
        mariadb,
      ] as const,
    };
  });
const worst = (of: Facts, lost: readonly string[]): Map<string, number> =>
  new Map(blastRadius(of, lost).services.map(({ service: name, outcome: what }) => [name, outcomes.indexOf(what)]));

describe("the blast radius, for any platform", () => {
  it("a machine more that is lost never brings anything back", () => {
    holds(
      fc.property(
        platforms,
        fc.subarray(["a", "b", "c", "d", "e", "f"]),
        fc.constantFrom("a", "b", "c", "d", "e", "f"),
        ({ services, rest }, lost, more) => {
          const of = facts(...rest, ...services);
          const [before, after] = [worst(of, lost), worst(of, [...new Set([...lost, more])])];
          for (const [name, index] of before)
            assert.ok(
              after.get(name)! >= index,
              `${name}: ${outcomes[index]} without ${lost.join()}, ${outcomes[after.get(name)!]} without ${more} too`,
            );
          const left = (machinesLost: readonly string[]) =>
            new Map(blastRadius(of, machinesLost).volumes.map((one) => [one.name, one]));
          const [some, fewer] = [left(lost).get("data"), left([...lost, more]).get("data")];
          if (some !== undefined) assert.ok(fewer!.left <= some.left && (some.writable || !fewer!.writable));
        },
      ),
      { numRuns: 500 },
    );
  });

  it("a copy more of a service never makes it worse", () => {
    holds(
      fc.property(platforms, fc.subarray(["a", "b", "c", "d", "e", "f"]), ({ services, rest }, lost) => {
        const more = services.map((one) => ({
          ...one,
          replicas: one.replicas === "each-node" ? one.replicas : one.replicas + 1,
        }));
        const [few, many] = [worst(facts(...rest, ...services), lost), worst(facts(...rest, ...more), lost)];
        for (const [name, index] of few) assert.ok(many.get(name)! <= index, name);
      }),
      { numRuns: 500 },
    );
  });

  it("nothing happens when nothing is lost", () => {
    holds(
      fc.property(platforms, ({ services, rest }) => {
        const { volumes, clusters, backups, services: after } = blastRadius(facts(...rest, ...services), []);
        assert.deepEqual(
          [volumes, clusters, backups, after.filter((one) => one.outcome !== "stays")],
          [[], [], [], []],
        );
      }),
    );
  });
});
