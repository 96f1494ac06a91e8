import * as assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { at, readValue, Unknown, type Value } from "../../model/inputs";
import { policies } from "../../policies/catalogue";
import { facts } from "../../policies/core/exampleFacts";
import { now } from "../../policies/core/examples";
import type { Case, FixtureResource, Fixtures } from "../../policies/core/fixture";
import { violationMessage } from "../../policies/core/message";
import type { PolicyFinding, Resource } from "../../policies/core/policy";
import { keepsSince, resourceOf } from "../../policies/core/resource";
import type { End } from "../../policies/core/seen";
import { readThresholds } from "../../policies/core/thresholds";
import type { World } from "../../policies/core/world";
import { judge } from "./support/judge";

const root = join(__dirname, "../../policies");

/** URNs as the engine makes them: the types of all parents, then the name. */
function resources({ resources: list }: Case): Resource[] {
  const byName = new Map(list.map((resource) => [resource.name, resource]));
  const chain = (resource: FixtureResource): string => {
    const parent = resource.parent === undefined ? undefined : byName.get(resource.parent);
    return parent === undefined ? resource.type : `${chain(parent)}$${resource.type}`;
  };
  const urn = (types: string, name: string): string => `urn:pulumi:test::ruche::${types}::${name}`;
  return list.map((resource) => {
    const parent = resource.parent === undefined ? undefined : byName.get(resource.parent);
    const maker = resource.provider === undefined ? undefined : byName.get(resource.provider);
    const props = JSON.parse(JSON.stringify(resource.props)) as object;
    return resourceOf(
      urn(chain(resource), resource.name),
      resource.type,
      resource.name,
      readValue(props),
      maker === undefined ? undefined : urn(`${chain(maker)}$pulumi:providers:docker`, `${maker.name}-engine`),
      parent === undefined ? undefined : urn(chain(parent), parent.name),
    );
  });
}

/** When the services of a case were first deployed, as the pack reads it from outputs. */
function since(one: Case, made: readonly Resource[]): Map<string, Value> {
  return new Map(
    one.resources.flatMap((resource, index) =>
      keepsSince(resource.type, resource.name) && made[index]!.parentUrn !== undefined
        ? [
            [
              made[index]!.parentUrn!,
              at(readValue(resource.outputs ?? {}), "stdout") ?? new Unknown(".stdout"),
            ] as const,
          ]
        : [],
    ),
  );
}

/** What the engine would tell of the resources of a case. */
function told(one: Case, made: readonly Resource[]): NonNullable<End["told"]> {
  const urnOf = (name: string): string => made[one.resources.findIndex((resource) => resource.name === name)]!.urn;
  return (urn) => {
    const resource = one.resources[made.findIndex((resource) => resource.urn === urn)];
    return (
      resource && {
        properties: () => readValue(resource.outputs ?? resource.props),
        dependencies: (key) => (resource.origins?.[key] ?? []).map(urnOf),
      }
    );
  };
}

/** Files and clock of a case. */
function world(one: Case): World {
  return {
    thresholds: readThresholds(),
    facts,
    now: () => Date.parse(one.now ?? now) / 1000,
    evidenceOf(environment, service) {
      assert.equal(environment, "school");
      const file = one.evidence?.[service];
      return file === undefined || typeof file === "string" ? file : JSON.stringify(file);
    },
  };
}

const said = (finding: PolicyFinding): string =>
  finding.outcome === "violation"
    ? `${finding.resource.name}: ${finding.found}`
    : `${finding.resource.name} ? ${finding.unknown.path}`;

const folders = readdirSync(root, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && /^[A-Z]+-\d{3}-/.test(entry.name))
  .map(({ name }) => name);

describe("policies", () => {
  it("each has a folder named after its id, and each folder a policy in the catalogue", () => {
    assert.deepEqual(folders.map((folder) => folder.slice(0, 7)).sort(), policies.map(({ id }) => id).sort());
  });

  for (const folder of folders) {
    const policy = policies.find(({ id }) => folder.startsWith(id));
    const { fixtures } = require(join(root, folder, "fixtures")) as { fixtures: Fixtures };
    assert.ok(policy !== undefined);

    describe(`${policy.id}: ${policy.title}`, () => {
      it("has good, bad and unknown cases, and says why and what to do", () => {
        for (const kind of ["good", "bad", "unknown"] as const) assert.ok(fixtures[kind].length > 0, kind);
        assert.ok(policy.why.length > 20 && policy.remedy !== "");
      });

      for (const kind of ["good", "bad", "unknown"] as const) {
        for (const one of fixtures[kind]) {
          it(`${kind}: ${one.shows}`, () => {
            const tier = one.tier ?? "production";
            const made = resources(one);
            const found = judge(policy, made, tier, world(one), since(one, made), told(one, made));
            assert.deepEqual(found.map(said), one.says);
            assert.equal(found.length > 0, kind !== "good");
            assert.equal(
              found.some(({ outcome }) => outcome === "not judged yet"),
              kind === "unknown",
            );
            // What nothing applies to is judged by nobody, and reports would say so.
            if (kind !== "good") assert.ok(found.every(({ resource }) => made.includes(resource)));
            for (const finding of found) {
              if (finding.outcome !== "violation") continue;
              const message = violationMessage(finding, tier);
              for (const part of [
                finding.resource.name,
                finding.resource.type,
                finding.found,
                tier,
                finding.required,
                finding.remedy,
              ])
                assert.ok(part !== "" && message.includes(part), message);
            }
          });
        }
      }
    });
  }
});
