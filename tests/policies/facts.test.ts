import * as assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { catalogue } from "../../components/services/catalogue";
import { IMAGE_NAMES, IMAGES, platformImages } from "../../images/catalogue";
import { tiers } from "../../model/descriptor";
import type { Value } from "../../model/inputs";
import { facts as made } from "../../policies/core/exampleFacts";
import { maintenanceOf, ownFacts, readFacts, type ServiceSoftware } from "../../policies/core/facts";
import { judgeMaintenance } from "../../policies/core/maintenance";
import type { Resource } from "../../policies/core/policy";
import { resourceOf } from "../../policies/core/resource";
import { Seen } from "../../policies/core/seen";
import { readThresholds } from "../../policies/core/thresholds";
import type { World } from "../../policies/core/world";
import { maintainedImage } from "../../policies/SUP-004-maintained-image/policy";
import { judge } from "./support/judge";

const root = join(__dirname, "../..");
const facts = ownFacts();
const day = z.iso.date();
const sourced = { source: z.url({ protocol: /^https$/ }), lookedUp: day };

/** The form of `software.yaml`; what is in its parts is looked at where they are together. */
const serviceFile = z.strictObject({
  service: z.string().nullable(),
  image: z.array(z.string()).optional(),
  software: z.record(z.string(), z.unknown()).optional(),
  storage: z.record(z.string(), z.unknown()).optional(),
});

describe("facts about software", () => {
  it("have the form of their schema: every one its source, and the day on which it was looked up", () => {
    const names = Object.keys(facts.software);
    const entry = z
      .string()
      .refine(
        (text) =>
          names.includes(text.split(" ")[0]!) && text.split(" ")[1]! in facts.software[text.split(" ")[0]!]!.cycles,
      );
    const limit = z.strictObject({ most: z.number().int().min(1), why: z.string().min(5), ...sourced });
    z.record(
      z.string(),
      z.strictObject({
        title: z.string(),
        cycles: z.record(
          z.string(),
          z.strictObject({
            ends: z.union([day, z.enum(["open", "unknown"]), entry]),
            note: z.string().optional(),
            ...sourced,
          }),
        ),
        limits: z.strictObject({ copies: limit.optional(), members: limit.optional() }).optional(),
      }),
    ).parse(facts.software);
    z.record(z.string(), z.enum(names as [string]).nullable()).parse(facts.services);
    z.record(z.string(), z.array(entry)).parse(facts.images);
    const verdict = z.strictObject({
      verdict: z.enum(["safe", "unsafe", "unknown"]),
      why: z.string().min(5),
      source: sourced.source.optional(),
      lookedUp: day.optional(),
    });
    z.record(z.string(), z.partialRecord(z.enum(["local", "ceph", "gluster", "nfs"]), verdict)).parse(facts.storage);
  });

  it("of a service are in its folder, and name no software that is named elsewhere", () => {
    const named = Object.keys(readFacts().software);
    for (const { definition } of catalogue) {
      const text = readFileSync(join(root, "components/services", definition.kind, "software.yaml"), "utf8");
      const own = serviceFile.parse(parse(text)) as ServiceSoftware;
      named.push(...Object.keys(own.software ?? {}));
    }
    assert.deepEqual(named.sort(), [...new Set(named)].sort());
    assert.deepEqual(named, Object.keys(facts.software));
  });

  it("were looked up before today", () => {
    for (const { cycles } of Object.values(facts.software))
      for (const { lookedUp } of Object.values(cycles)) assert.ok(Date.parse(lookedUp) <= Date.now(), lookedUp);
  });

  it("that forbid something name their source", () => {
    for (const [software, technologies] of Object.entries(facts.storage)) {
      for (const [technology, { verdict, source }] of Object.entries(technologies))
        assert.ok(verdict !== "unsafe" || source !== undefined, `${software} on ${technology}`);
    }
  });

  it("are there for every kind of service and every image of the family, in the version that is used, and for nothing else", () => {
    const registry = /version: "([^"]+)"/.exec(
      readFileSync(join(root, "components/registry/privateRegistry.ts"), "utf8"),
    )?.[1];
    const versions: Record<string, string | undefined> = {
      ...Object.fromEntries(catalogue.map(({ definition: { kind, version } }) => [kind, version])),
      ingress: IMAGES.traefik.version,
      mariadb: IMAGES.mariadb.version,
      postgresql: IMAGES.postgresql.version,
      registry,
    };
    assert.deepEqual(Object.keys(facts.services).sort(), Object.keys(versions).sort());
    for (const [kind, software] of Object.entries(facts.services)) {
      if (software === null) continue;
      const { cycles } = maintenanceOf(facts, software, versions[kind]!);
      assert.notEqual(cycles.length, 0, `${kind} ${versions[kind]}`);
    }
    assert.deepEqual(Object.keys(facts.images).sort(), [...IMAGE_NAMES].sort());
  });

  it("know what lies in each image: its distribution, and what its Dockerfile installs besides", () => {
    const installed = {
      php: /\bphp(\d+\.\d+)-fpm\b/,
      nodejs: /\bnodejs\b/,
      nginx: /\binstall -y nginx\b|FROM ruche\/web/,
    };
    for (const name of IMAGE_NAMES) {
      const holds = facts.images[name]!;
      assert.ok(holds.includes(IMAGES.base.version.toLowerCase()), name);
      const dockerfile = readFileSync(join(platformImages.folders[name], "Dockerfile"), "utf8");
      for (const [software, pattern] of Object.entries(installed)) {
        const [found, version] = pattern.exec(dockerfile) ?? [];
        const held = holds.find((entry) => entry.startsWith(`${software} `));
        assert.equal(held !== undefined, found !== undefined, `${name}: ${software}`);
        if (version !== undefined) assert.equal(held, `${software} ${version}`);
      }
    }
    assert.ok(facts.images.web!.includes(IMAGES.web.version));
  });

  it("know every pair of state and storage that an environment can make", () => {
    for (const {
      definition: { kind, state },
    } of catalogue) {
      if ("none" in state) continue;
      const { files, database } = state as { files?: readonly string[]; database?: string };
      for (const software of [...(files ? [facts.services[kind] ?? kind] : []), ...(database ? [database] : [])]) {
        assert.equal(facts.storage[software]?.gluster?.verdict, "safe", software);
      }
    }
  });
});

describe("the clock, moved to the days that the facts name", () => {
  const thresholds = readThresholds();
  const service = (kind: string, version: string, image: string): Resource =>
    resourceOf(`urn:pulumi:t::ruche::ruche:services:Any::${kind}`, "ruche:services:Any", kind, {
      kind: "service",
      tier: "production",
      service: kind,
      serviceKind: kind,
      version,
      image,
    } as unknown as Value);
  const world = (now: number): World => ({ thresholds, facts, now: () => now, evidenceOf: () => undefined });

  for (const tier of tiers) {
    it(`${tier}: nothing is said until half a year before, then a warning, and from the day after the last one a violation`, () => {
      const dated = Object.entries(facts.software)
        .flatMap(([name, { cycles }]) => Object.keys(cycles).map((cycle) => maintenanceOf(facts, name, cycle)))
        .filter(({ end }) => end !== undefined);
      assert.ok(dated.length > 5);
      for (const maintenance of dated) {
        const said = (now: number): string =>
          judgeMaintenance(service("any", "1", ""), ".version", maintenance, new Seen(world(now)).context(tier))
            .map((finding) =>
              finding.outcome === "violation" ? `${finding.ahead === true ? "soon" : "over"}` : finding.outcome,
            )
            .join();
        const { at } = maintenance.end!;
        const notice = 180 * 86_400;
        assert.deepEqual(
          [at - notice - 1, at - notice, at - 1, at, at + 10 * 365 * 86_400].map(said),
          ["", "soon", "soon", "over", "over"],
          maintenance.what,
        );
      }
    });
  }

  it("in fifty years what every image of the catalogue stands on is over, and blocks", () => {
    const later = world(Date.parse("2076-01-01T00:00:00Z") / 1000);
    for (const {
      definition: { kind, version, image },
    } of catalogue) {
      const said = judge(maintainedImage, [service(kind, version, image)], "production", later);
      assert.ok(
        said.some((finding) => finding.outcome === "violation" && finding.ahead === undefined),
        kind,
      );
    }
  });
});

describe("until when software is maintained", () => {
  const until = (software: string, version: string): string => {
    const { what, end, unknown } = maintenanceOf(made, software, version);
    return `${what}: ${end?.day ?? unknown ?? "open"}`;
  };

  it("is that of the longest cycle that its version begins with", () => {
    assert.equal(until("dokuwiki", "2023-04-04a"), "DokuWiki 2023-04-04: 2026-09-30");
    assert.equal(until("mattermost", "11.4.0"), "Mattermost Team Edition 11: open");
    assert.match(
      until("mattermost", "110.1"),
      /nobody looked up until when Mattermost Team Edition 110\.1 is maintained/,
    );
  });

  it("is that of the distribution, for its package", () => {
    assert.equal(until("dokuwiki", "2022-07-31"), "DokuWiki 2022-07-31 (as Debian 12): 2028-06-30");
  });

  it("is said to be unknown where nobody says it, with what was tried", () => {
    assert.match(
      until("dokuwiki", "2020-07-29"),
      /nobody says until when DokuWiki 2020-07-29 is maintained \(looked up on 2026-11-01: https:/,
    );
    assert.match(until("kanboard", "1.2"), /nobody looked up until when kanboard 1\.2/);
  });
});
