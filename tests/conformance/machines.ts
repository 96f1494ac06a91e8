import assert from "node:assert/strict";
import type { MachinesContext, MachinesDriver, PreparedMachines } from "../../drivers/contracts/machines";
import type { StateResource } from "../../model/state";

/** Machines of an environment that is up, and the clone that made them. */
export interface MachinesUnderTest {
  readonly driver: MachinesDriver;
  readonly context: MachinesContext;
  /** A second clone, which knows nothing of the machines. */
  readonly otherClone: Pick<MachinesContext, "root" | "environment">;
  /** Names of the machines. */
  readonly machines: readonly string[];
  /** How many objects of the environment the state knows. */
  readonly objects: number;
  /** The resources of the state. */
  readonly resources: readonly StateResource[];
  /** The same state, in which a machine is declared that somebody removed by hand; its data is there. */
  readonly removed: { readonly machine: string; readonly resources: readonly StateResource[] };
  /** Makes an object of the environment that the state does not know. */
  readonly makeStray: () => Promise<void>;
}

/** What every driver of machines keeps: a technology is done when it passes. */
export function machinesConformance(name: string, open: () => Promise<MachinesUnderTest>): void {
  describe(`a driver of machines: ${name}`, function () {
    this.timeout(120_000);
    let under: MachinesUnderTest;
    let prepared: PreparedMachines;
    before(async () => {
      under = await open();
      prepared = await under.driver.prepare(under.context);
    });
    after(() => prepared?.release());

    it("says what the computer needs for it: packages, plugins and images, each once and by its name", () => {
      for (const list of [under.driver.packages, under.driver.plugins, under.driver.images]) {
        assert.deepEqual([...new Set(list)], [...list]);
        for (const each of list) assert.match(each, /^[a-z0-9][a-z0-9.+-]*$/);
      }
    });

    it("made ready once more, it finds what is there, and lets go without taking it away", async () => {
      const count = await prepared.count();
      assert.equal(count, under.objects);
      const again = await under.driver.prepare(under.context);
      assert.equal(await again.count(), count);
      await again.release();
      await again.release();
      assert.equal(await prepared.count(), count);
    });

    it("knows which resource stands for which machine, and that others stand for none", () => {
      const found = under.resources.flatMap((resource) => under.driver.machineOf(resource) ?? []);
      assert.deepEqual(found.sort(), [...under.machines].sort());
      assert.equal(under.driver.machineOf({ urn: "urn:pulumi:lab::ruche::x::y", type: "x:y:Z" }), undefined);
    });

    it("misses nothing where everything is there, and a machine that somebody removed", async () => {
      assert.deepEqual(await under.driver.missing(under.context, under.resources), []);
      const { machine, resources } = under.removed;
      const findings = await under.driver.missing(under.context, resources);
      assert.deepEqual(
        findings.map(({ on, repair }) => [on, repair?.how]),
        [[machine, "anew"]],
      );
      assert.ok(resources.some(({ urn }) => urn === findings[0]!.repair!.urn));
    });

    it("removes what the state does not know, and nothing that it knows", async () => {
      const count = await prepared.count();
      assert.equal(count, under.objects, "otherwise something would be removed that is not meant");
      assert.equal(await prepared.removeStrays(under.resources), 0);
      await under.makeStray();
      assert.equal(await prepared.count(), count + 1);
      assert.equal(await prepared.removeStrays(under.resources), 1);
      assert.equal(await prepared.count(), count);
    });

    it("touches no half-made object that is none of its own", async () => {
      for (const { type, urn } of [
        { type: "x:y:Z", urn: "urn:pulumi:lab::ruche::x:y:Z::stranger" },
        ...under.resources.filter(({ type }) => type === "pulumi:pulumi:Stack"),
      ])
        assert.equal(await prepared.removeHalfMade({ type, urn }, "nothing-of-this-name"), false);
    });

    it("hands over to another clone what only this one knows", () => {
      const kept = under.driver.kept(under.context);
      assert.deepEqual(JSON.parse(JSON.stringify(kept)), kept, "it is kept as JSON");
      under.driver.take(under.otherClone, kept);
      assert.deepEqual(under.driver.kept(under.otherClone), kept);
    });
  });
}
