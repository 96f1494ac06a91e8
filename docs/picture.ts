/** The picture of a platform, drawn from its environment. A pure function: the same environment gives the same text. */
import type { Environment, EnvironmentService } from "../model/environment";
import { arrow, type Box, bottom, box, escaped, fitted, grid, round, type Shape, text } from "./svg";

const width = 960;
const edge = 24;
const inside = 20;

const style = `
  .ground { fill: #fffdf8; stroke: #e6dcc8; } .frame { fill: none; stroke: #c9b88f; stroke-dasharray: 5 4; }
  .card { fill: #ffffff; stroke: #cfc3a8; } .bar { fill: #fbe7b2; stroke: #d9a521; } .slot { fill: #dcebdd; stroke: #5f9467; } .arbiter { fill: none; stroke: #5f9467; stroke-dasharray: 3 3; }
  .store { fill: #e3e9f3; stroke: #6d84ab; } .link { fill: #5f9467; } .person { fill: #f3efe4; stroke: #b7aa8c; }
  text { font: 12px system-ui, "DejaVu Sans", "Segoe UI", sans-serif; fill: #3a3428; } .title { font-size: 20px; font-weight: 700; } .name { font-size: 14px; font-weight: 600; } .small { font-size: 11px; fill: #6b6350; }
  .arrow { fill: none; stroke-width: 1.8; } .public { stroke: #b4560f; } .members { stroke: #3f62a8; } .vpn { stroke: #3f62a8; } .admin { stroke: #77705f; stroke-dasharray: 4 3; }
  .public-text { fill: #b4560f; font-weight: 600; } .members-text, .vpn-text { fill: #3f62a8; font-weight: 600; } .nobody-text, .cluster-text { fill: #77705f; font-weight: 600; }
  .public-head { fill: #b4560f; } .members-head, .vpn-head { fill: #3f62a8; } .admin-head { fill: #77705f; }
  @media (prefers-color-scheme: dark) {
    .ground { fill: #1d1a14; stroke: #453d2c; } .frame { stroke: #6f6242; } .card { fill: #28241b; stroke: #5b5138; } .bar { fill: #4d3c0d; stroke: #d9a521; } .slot { fill: #223a27; stroke: #77b381; } .arbiter { stroke: #77b381; }
    .store { fill: #252e3f; stroke: #8ca3cc; } .link { fill: #77b381; } .person { fill: #2d281e; stroke: #7a6d4f; }
    text { fill: #efe7d4; } .small { fill: #b8ad94; } .public { stroke: #f0964a; } .members, .vpn { stroke: #8fb0f0; } .admin { stroke: #a79d86; }
    .public-text { fill: #f0964a; } .members-text, .vpn-text { fill: #8fb0f0; } .nobody-text, .cluster-text { fill: #a79d86; } .public-head { fill: #f0964a; } .members-head, .vpn-head { fill: #8fb0f0; } .admin-head { fill: #a79d86; }
  }`;

const head = (kind: string): Shape =>
  `<marker id="${kind}-head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" ` +
  `orient="auto"><path class="${kind}-head" d="M0 0 L8 4 L0 8 Z"/></marker>`;

const databaseNames = { mariadb: "MariaDB", postgresql: "PostgreSQL" } as const;

const doorTexts = { public: "HTTPS", members: "HTTPS, with a password", vpn: "HTTPS through the VPN" } as const;

const providers: Readonly<Record<string, string>> = {
  lab: "Machines of a lab: containers on one computer that behave like hosts",
  existing: "Machines that are there already",
};

/** Draws an environment: who comes in, what runs, on which machines, and where the data lies. */
export function environmentPicture(name: string, environment: Environment): string {
  const shapes: Shape[] = [];
  const { tier, domain } = environment;
  shapes.push(
    text(edge, 44, name, "title"),
    text(edge + 12 + name.length * 13, 44, `${domain}, tier ${tier}`, "small"),
  );
  const people = drawPeople(environment, 62, shapes);
  const cluster = drawCluster(environment, 142, people, shapes);
  const height = drawMachines(environment, cluster, shapes) + edge;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" ` +
      `height="${height}" role="img" aria-labelledby="title">`,
    `<title id="title">${escaped(`The platform ${name}: ${environment.machines.hosts.length} machines, ${environment.services.length} services`)}</title>`,
    `<style>${style}\n</style>`,
    `<defs>${["public", "members", "vpn", "admin"].map(head).join("")}</defs>`,
    box({ x: 0.5, y: 0.5, width: width - 1, height: height - 1 }, "ground", 12),
    ...shapes,
    "</svg>",
    "",
  ].join("\n");
}

/** Somebody outside, and what they may use. */
interface Person {
  readonly exposure: "public" | "members" | "vpn";
  readonly at: Box;
}

const list = (words: readonly string[], most = 4): string =>
  words.length > most ? `${words.slice(0, most).join(", ")} and ${words.length - most} more` : words.join(", ");

function drawPeople({ services, members, machines }: Environment, y: number, shapes: Shape[]): Person[] {
  const exposed = (["public", "members", "vpn"] as const).filter((exposure) =>
    services.some((service) => service.exposure === exposure),
  );
  const label = {
    public: "Anybody",
    members: `Members: ${list(
      members.map(({ name }) => name),
      3,
    )}`,
    vpn: "People on the VPN",
  } as const;
  const places = grid(exposed.length, { x: edge + inside, y, width: 590 }, { perRow: 3, height: 34, gap: 16 });
  const people = exposed.map((exposure, index): Person => ({ exposure, at: places[index]! }));
  for (const { exposure, at } of people) {
    shapes.push(
      box(at, "person", 17),
      text(at.x + at.width / 2, at.y + 22, fitted(label[exposure], at.width - 24, 16), "name", "middle"),
    );
  }
  const administrator = { x: width - edge - 226, y, width: 226, height: 34 };
  const nowhere = machines.provider === "lab" ? "this computer" : "nobody yet";
  const from = machines.administrationFrom.length > 0 ? list(machines.administrationFrom.map(String), 1) : nowhere;
  shapes.push(
    box(administrator, "person", 17),
    text(administrator.x + 113, y + 22, fitted(`Administration: ${from}`, 212, 12), "", "middle"),
  );
  return people;
}

/** Draws ingress, services and databases; gives the lower edge. */
function drawCluster(environment: Environment, y: number, people: readonly Person[], shapes: Shape[]): number {
  const { cluster, services, certificates } = environment;
  if (!cluster) return y;
  const frame = { x: edge, width: width - 2 * edge - 44 };
  const row = { x: frame.x + inside, width: frame.width - 2 * inside };
  const ingress: Box = { ...row, y: y + 38, height: 44 };
  for (const { exposure, at } of people) {
    const x = round(at.x + at.width / 2);
    shapes.push(
      arrow(
        [
          [x, at.y + at.height],
          [x, ingress.y - 2],
        ],
        exposure,
      ),
    );
    shapes.push(text(x + 8, at.y + at.height + 26, doorTexts[exposure], `${exposure}-text`));
  }
  const authority =
    certificates.authority === "acme" ? "certificates by ACME" : "certificates of the platform's own authority";
  shapes.push(
    box(ingress, "bar"),
    text(ingress.x + 14, ingress.y + 19, "Ingress (Traefik on every machine)", "name"),
    text(ingress.x + 14, ingress.y + 35, `the only way in: HTTP is sent to HTTPS, ${authority}`, "small"),
  );
  const cards = grid(
    services.length,
    { ...row, y: ingress.y + ingress.height + 34 },
    { perRow: 3, height: 100, gap: 28 },
  );
  for (const [index, service] of services.entries()) drawService(environment, service, cards[index]!, ingress, shapes);
  let low = bottom(cards, ingress.y + ingress.height);
  for (const [engine, title] of Object.entries(databaseNames)) {
    const users = services.filter(({ database }) => database === engine).map(({ name }) => name);
    if (users.length === 0) continue;
    const server: Box = { ...row, y: low + 16, height: 30 };
    const beside = server.x + 14 + Math.round(title.length * 10.3);
    shapes.push(
      box(server, "store"),
      text(server.x + 14, server.y + 20, title, "name"),
      text(beside, server.y + 20, `a database and a user for: ${list(users, 8)}`, "small"),
    );
    low = server.y + server.height;
  }
  const whole: Box = { ...frame, y, height: low + inside - y };
  const roles = [
    `managers ${list(cluster.managers)}`,
    ...(cluster.workers.length > 0 ? [`workers ${list(cluster.workers)}`] : []),
  ].join("; ");
  shapes.push(
    box(whole, "frame"),
    text(whole.x + whole.width - inside, y + 24, fitted(`Docker Swarm, ${roles}`, 330, 12), "", "end"),
  );
  return whole.y + whole.height;
}

function drawService(
  { storage }: Environment,
  service: EnvironmentService,
  at: Box,
  ingress: Box,
  shapes: Shape[],
): void {
  const { exposure, route, replicas } = service;
  if (route !== null) shapes.push(arrow(wayIn(ingress, at), exposure));
  const mount = storage.find(({ name }) => name === service.volume)?.mount;
  const inFiles = service.stateful && mount ? `data in ${mount}` : "keeps no data";
  const keeps = service.database ? `data in ${databaseNames[service.database]}` : inFiles;
  const line = (offset: number, content: string, kind: string, size: number): void => {
    shapes.push(text(at.x + 14, at.y + offset, fitted(content, at.width - 28, size), kind));
  };
  shapes.push(box(at, "card"));
  line(24, service.name, "name", 14);
  const facts = `${service.kind}, ${replicas === 1 ? "1 copy" : `${replicas} copies`}, ${keeps}`;
  line(43, facts.length > 34 ? facts.replace("data in", "in") : facts, "", 12);
  line(64, exposure === "nobody" || exposure === "cluster" ? `for ${exposure}` : `${exposure}`, `${exposure}-text`, 12);
  if (route !== null) line(84, route.url.replace(/\/$/, ""), "small", 11);
}

/** From the ingress to a service: straight down in the first row, beside the cards above it in the others. */
function wayIn(ingress: Box, at: Box): [number, number][] {
  const from = ingress.y + ingress.height;
  const middle = round(at.x + at.width / 2);
  if (at.y - from < 60)
    return [
      [middle, from],
      [middle, at.y - 2],
    ];
  const isLast = at.x + at.width > ingress.x + ingress.width - 2;
  const beside = isLast ? at.x - 10 : at.x + at.width + 10;
  return [
    [round(beside), from],
    [round(beside), at.y + 20],
    [round(isLast ? at.x - 1 : at.x + at.width + 1), at.y + 20],
  ];
}

/** Draws the machines with their volumes and registry; gives the lower edge. */
function drawMachines(environment: Environment, above: number, shapes: Shape[]): number {
  const {
    machines: { hosts, provider },
    storage,
    cluster,
    backup,
  } = environment;
  const frame = { x: edge, width: width - 2 * edge - 44 };
  const y = above + 26;
  const slot = 30;
  const places = grid(
    hosts.length,
    { x: frame.x + inside, y: y + 40, width: frame.width - 2 * inside },
    {
      perRow: 5,
      height: 92 + (slot + 8) * storage.length + (storage.length > 0 ? 0 : 4),
      gap: 16,
    },
  );
  // The registry lies on the first volume, on every machine of it.
  const registry = cluster ? (storage[0]?.on ?? []) : [];
  hosts.forEach((host, index) => {
    const at = places[index]!;
    const line = (offset: number, content: string, kind = "small", size = 11): void => {
      shapes.push(text(at.x + 12, at.y + offset, fitted(content, at.width - 24, size), kind));
    };
    shapes.push(box(at, "card"));
    const workerRole = cluster?.workers.includes(host.name) ? "worker" : "";
    const role = cluster?.managers.includes(host.name) ? "manager" : workerRole;
    line(23, `${host.name}${role && `, ${role}`}`, "name", 14);
    line(43, "firewall");
    line(60, "Docker engine");
    const keeps = [
      ...(registry.includes(host.name) ? ["registry"] : []),
      ...(backup?.repositories.some(({ on }) => on === host.name) ? ["backups"] : []),
    ];
    if (keeps.length > 0) line(77, keeps.join(", "));
    storage.forEach(({ on, mount, arbiter, replicas }, place) => {
      if (!on.includes(host.name)) return;
      const top = at.y + 90 + place * (slot + 8);
      const isArbiter = arbiter && on.indexOf(host.name) % replicas === replicas - 1;
      const next = places[index + 1];
      if (next && next.y === at.y && on.includes(hosts[index + 1]!.name))
        shapes.push(
          `<rect class="link" x="${round(at.x + at.width - 8)}" y="${top + 13}" ` +
            `width="${round(next.x - at.x - at.width + 16)}" height="4"/>`,
        );
      shapes.push(box({ x: at.x + 8, y: top, width: at.width - 16, height: slot }, isArbiter ? "arbiter" : "slot", 6));
      shapes.push(text(at.x + 18, top + 19, fitted(`${mount}${isArbiter ? ", names only" : ""}`, at.width - 36, 12)));
    });
  });
  const low = bottom(places, y + 40) + 34;
  shapes.push(
    text(
      frame.x + inside,
      low - 14,
      fitted(
        "Each firewall lets in 80 and 443 from everybody where the ingress is, SSH from the administration, " +
          "and what the machines ask.",
        frame.width - 2 * inside,
        11,
      ),
      "small",
    ),
  );
  shapes.push(
    box({ ...frame, y, height: low - y }, "frame"),
    text(frame.x + inside, y + 25, providers[provider] ?? provider),
  );
  const copies = storage.map(
    ({ name, kind, replicas, arbiter }) =>
      `${kind} volume ${name}, ${replicas === 1 ? "1 copy" : `${replicas} copies`}${arbiter ? " (one of names only)" : ""}`,
  );
  if (copies.length > 0)
    shapes.push(text(frame.x + frame.width - inside, y + 25, fitted(copies.join("; "), 400, 11), "small", "end"));
  const side = width - edge - 22;
  shapes.push(
    arrow(
      [
        [side, 96],
        [side, y + 24],
        [frame.x + frame.width + 2, y + 24],
      ],
      "admin",
    ),
    text(side - 6, 116, "SSH", "small", "end"),
  );
  return low;
}
