import type { Review } from "../../../cli/review/review";
import { blastRadii } from "../../../model/review/blastRadius";
import { exposureMatrix } from "../../../model/review/exposure";
import { exposureChanges } from "../../../model/review/exposureChanges";
import type { Facts } from "../../../model/review/facts";
import type { PolicyVerdict } from "../../../policies/core/verdict";

const urn = (types: string, name: string): string => `urn:pulumi:school::ruche::${types}::${name}`;
const subject = (name: string) => ({
  urn: urn("docker:index/service:Service", name),
  type: "docker:index/service:Service",
  name,
});
const firewall = (publicPorts: readonly number[]): Facts => ({
  descriptors: [
    {
      kind: "machines",
      tier: "production",
      machines: [
        { name: "hive1", diesWith: "hive1" },
        { name: "hive2", diesWith: "rack" },
      ],
    },
    {
      kind: "firewall",
      tier: "production",
      machine: "hive1",
      publicPorts,
      administrationFrom: ["192.0.2.0/24"],
      peers: ["hive2"],
    },
  ],
  published: [],
});

const policy = (id: string, more: Partial<PolicyVerdict>): PolicyVerdict => ({
  id,
  title: `Title of ${id}`,
  why: "Why it matters.",
  severity: "high",
  remedy: "what to do",
  level: "mandatory",
  judged: 2,
  violations: [],
  excepted: [],
  notJudged: [],
  ...more,
});

/** A review that has one of everything. */
export function exampleReview(more: Partial<Review> = {}): Review {
  const [before, after] = [firewall([443]), firewall([443, 9090])];
  return {
    version: 1,
    environment: "school",
    tier: "production",
    at: "2026-11-21T08:00:00.000Z",
    result: "blocked",
    base: { kind: "deployed" },
    digest: "d1".repeat(32),
    changes: [
      {
        operation: "delete",
        urn: urn("docker:index/volume:Volume", "machines-hive1-srv"),
        type: "docker:index/volume:Volume",
        name: "machines-hive1-srv",
        values: [],
      },
      {
        operation: "replace",
        ...subject("wiki-service"),
        values: [{ path: "taskSpec.containerSpec.image", before: "wiki:1", after: "wiki:2" }],
      },
      {
        operation: "update",
        ...subject("pad-service"),
        values: [
          { path: "mode.replicated.replicas", before: "1", after: "2" },
          { path: "labels[0]", before: null, after: "known after the update" },
        ],
      },
      { operation: "create", ...subject("chat-service"), values: [] },
    ],
    stateful: [
      {
        operation: "delete",
        urn: urn("docker:index/volume:Volume", "machines-hive1-srv"),
        type: "docker:index/volume:Volume",
        name: "machines-hive1-srv",
        data: "hive1 holds a copy of the volume data",
      },
    ],
    exposure: {
      matrix: exposureMatrix(after),
      changes: exposureChanges(exposureMatrix(before), exposureMatrix(after)),
    },
    backups: [{ service: "wiki", what: ["how long they are kept: 30d → 7d"], weaker: true }],
    capacity: [
      {
        where: "hive2",
        before: { processors: 0, memoryBytes: 0, diskBytes: 1e9 },
        after: { processors: 0, memoryBytes: 0, diskBytes: 2.5e9 },
      },
    ],
    blastRadius: blastRadii(after),
    verdict: {
      version: 1,
      tier: "production",
      at: "2026-11-21T08:00:00.000Z",
      policies: [
        policy("EXP-001", {
          severity: "critical",
          violations: [
            {
              ...subject("wiki-service"),
              level: "mandatory",
              found: "port 9090 is published",
              required: "a route",
              remedy: "declare a route",
            },
          ],
        }),
        policy("SUP-001", {
          level: "advisory",
          violations: [
            {
              ...subject("pad-service"),
              level: "advisory",
              found: "a tag that moves",
              required: "a digest",
              remedy: "pin it",
              expired: "2026-10-31",
            },
          ],
        }),
        policy("SEC-001", {
          excepted: [
            {
              ...subject("pad-service"),
              level: "mandatory",
              found: "it is privileged",
              required: "no privileges",
              remedy: "drop them",
              reason: "needs the device",
              owner: "ada",
              until: "2026-12-31",
            },
          ],
        }),
        policy("SEC-006", {
          notJudged: ["a", "b", "c", "d", "e"].map((name) => ({ ...subject(name), path: ".connection" })),
        }),
        policy("QRM-001", { judged: 0 }),
        policy("QRM-002", { level: "disabled", judged: 0 }),
      ],
      exceptions: [
        {
          policy: "SEC-001",
          resource: "pad-service",
          reason: "needs the device",
          owner: "ada",
          until: "2026-12-31",
          outcome: "used",
        },
        {
          policy: "SUP-001",
          resource: "pad-service",
          reason: "next week",
          owner: "grace",
          until: "2026-10-31",
          outcome: "expired",
        },
      ],
    },
    said: [],
    errors: [],
    warnings: ["a warning"],
    file: "environments/Pulumi.school.yaml",
    lines: { wiki: 12, "wiki-old": 13, hive1: 5 },
    commit: { id: "c0ffee".padEnd(40, "0"), changed: false },
    versions: { ruche: "0.1.0", pulumi: "3.248.0" },
    seconds: 14,
    command: "./ruche report school",
    ...more,
  };
}
