/** How a platform is, for people and for programs. */
import assert from "node:assert/strict";
import { servicesOf } from "../../../cli/status/services";
import { describeStatus, oneLine } from "../../../cli/status/text";
import { isAsDeclared, type PlatformStatus } from "../../../cli/status/whole";
import type { StackSummary } from "../../../model/summary";

const room = { size: 10e9, free: 4e9 };
const well: PlatformStatus = {
  machines: [
    {
      name: "hive1",
      address: "10.0.0.1",
      reachable: true,
      memory: room,
      load: { average: 0.5, processors: 2 },
      disks: { "/": room, "/DATA": room },
      reason: null,
    },
  ],
  volumes: [
    {
      name: "data",
      mount: "/DATA",
      there: ["hive1", "hive2"],
      missing: [],
      pending: 0,
      room,
      well: true,
      reason: null,
    },
  ],
  databases: [{ name: "mariadb", version: "11.8", answers: true, reason: null }],
  services: [
    {
      name: "wiki",
      kind: "dokuwiki",
      url: "https://wiki.lab.internal/",
      exposure: "public",
      healthy: true,
      replicas: { wanted: 1, running: 1 },
      reason: null,
      certificateUntil: null,
    },
  ],
  backups: [],
  repositories: [],
};
const text = (status: PlatformStatus): string =>
  describeStatus({ ...status, environment: "lab", tier: "development" }, isAsDeclared(status));

describe("status", () => {
  it("has a line for each machine, volume, database server and service", () => {
    assert.equal(
      text(well),
      [
        "lab (development): as declared",
        "",
        "  up    hive1        10.0.0.1         disk 6.0 GB used, 4.0 GB free  memory 6.0 GB used, 4.0 GB free  load 0.5 on 2",
        "",
        "  well  data         2/2  on hive1, hive2; in step; 6.0 GB used, 4.0 GB free",
        "  well  mariadb      11.8  answers",
        "",
        "  well  wiki         1/1  public   https://wiki.lab.internal/",
      ].join("\n"),
    );
  });

  it("says below what is ill why it is, in one line, and is not as declared then", () => {
    const [machine, volume, database, service] = [
      well.machines[0]!,
      well.volumes[0]!,
      well.databases[0]!,
      well.services[0]!,
    ];
    const ill: readonly (readonly [PlatformStatus, RegExp])[] = [
      [
        { ...well, machines: [{ ...machine, reachable: false, reason: "10.0.0.1 refuses\nthe key" }] },
        /DOWN {2}hive1 .*\n {8}10\.0\.0\.1 refuses the key$/m,
      ],
      [
        {
          ...well,
          volumes: [{ ...volume, there: ["hive1"], missing: ["hive2"], pending: null, well: false, reason: "away" }],
        },
        /ILL {3}data {9}1\/2 {2}on hive1; 6.*\n {8}away$/m,
      ],
      [
        { ...well, databases: [{ ...database, answers: false, reason: "hive1: failed: exit 1" }] },
        /ILL {3}mariadb .*DOES NOT ANSWER\n {8}hive1: failed: exit 1$/m,
      ],
      [
        { ...well, services: [{ ...service, healthy: false, reason: "it answers / with status 502" }] },
        /ILL {3}wiki .*\n {8}it answers \/ with status 502$/m,
      ],
    ];
    for (const [status, expected] of ill) {
      assert.match(text(status), expected);
      assert.match(text(status), /NOT as declared/);
    }
    const healing = { ...well, volumes: [{ ...volume, pending: 7 }] };
    assert.match(text(healing), /7 files to heal/);
    assert.ok(isAsDeclared(healing), "what heals is there");
  });

  it("says a month before a certificate ends that it does, and that `up` renews it", () => {
    const service = { ...well.services[0]!, certificateUntil: new Date(Date.now() + 29 * 86_400_000).toISOString() };
    const ending = text({ ...well, services: [service] });
    assert.match(ending, /NOT as declared/);
    assert.match(ending, / {8}its certificate ends on \d{4}-\d\d-\d\d; renew it: \.\/ruche up lab$/m);
    const far = { ...service, certificateUntil: new Date(Date.now() + 31 * 86_400_000).toISOString() };
    assert.doesNotMatch(text({ ...well, services: [far] }), /certificate|NOT/);
  });

  it("never cuts a reason off in the middle of a word", () => {
    const words = Array.from({ length: 200 }, (_, index) => `word${index}`);
    const line = oneLine(words.join("\n"));
    assert.ok(line.length < 410 && line.endsWith(" …"), line);
    assert.equal(words.join(" ").startsWith(`${line.slice(0, -2)} `), true);
    assert.equal(oneLine(" two\n lines: "), "two lines:");
  });

  it("tells of a service what is missing: copies with the cluster's words, or its answer", async () => {
    const services = [
      { name: "wiki", kind: "dokuwiki", url: null, exposure: "cluster", replicas: 2, readyPath: "/" },
      {
        name: "chat",
        kind: "mattermost",
        url: null,
        exposure: "cluster",
        replicas: 1,
        readyPath: "/",
        companions: ["bot"],
      },
      { name: "home", kind: "site", url: "https://home.internal/", exposure: "public", replicas: 1, readyPath: "/" },
    ];
    const entrances = [{ machine: "hive1", address: "127.0.0.1:1" }];
    const summary = { services, entrances, authority: null } as unknown as StackSummary;
    const asked: string[][] = [];
    const found = await servicesOf(
      summary,
      Promise.resolve({
        up: new Set(["hive1"]),
        running: { copies: new Map([["wiki", 1], ["chat", 1], ["home", 1]]), replacing: new Set<string>() }, // biome-ignore format: a table
        why: async (workloads) => {
          asked.push([...workloads]);
          return new Map(workloads.map((name) => [name, `${name} fell`]));
        },
      }),
    );
    const [wiki, chat, home] = found.map(({ reason }) => reason);
    assert.equal(wiki, "1 of 2 copies of wiki run; wiki fell");
    assert.equal(chat, "0 of 1 copies of bot run; bot fell");
    assert.match(home!, /^127\.0\.0\.1:1 does not answer for it: /);
    assert.deepEqual(asked, [["wiki", "bot"]]);
  });

  it("says that nobody lets people in, and that nobody answers for the cluster", async () => {
    const one = { name: "home", kind: "site", url: "https://home.internal/", exposure: "public", readyPath: "/" };
    const summary = { services: [{ ...one, replicas: 1 }], entrances: [], authority: null } as unknown as StackSummary;
    const of = async (running: ReadonlyMap<string, number> | undefined) =>
      (
        await servicesOf(
          summary,
          Promise.resolve({
            up: new Set<string>(),
            running: running && { copies: running, replacing: new Set<string>() },
            why: async () => undefined,
          }),
        )
      )[0]!.reason;
    assert.equal(await of(new Map([["home", 1]])), "no machine answers through which people come in");
    assert.equal(await of(undefined), "no machine of the cluster answers for it");
  });
});
