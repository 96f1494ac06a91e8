import { z } from "zod";
import { type Kind, setting } from "../../model/environment";

const settings = z.strictObject({
  title: setting(z.string(), { meaning: "Its name.", allowed: "text", remedy: "write its name" }).optional(),
  pages: setting(z.number().int().min(1).max(9), {
    meaning: "How many pages.",
    allowed: "a whole number from 1 to 9",
    remedy: "write the number of pages",
  }).default(3),
  look: setting(z.enum(["plain", "bright"]), {
    meaning: "How it looks.",
    allowed: "plain, bright",
    remedy: "choose one of these",
  }).optional(),
});

/** A small catalogue for these tests: one of each sort of service. */
export const kinds: readonly Kind[] = [
  { kind: "site", writers: "many", stateful: false, belowPath: true },
  { kind: "dokuwiki", writers: "single", settings, secrets: ["admin-password", "salt"] },
  { kind: "etherpad", writers: "single", database: "mariadb" },
  { kind: "mattermost", writers: "single", database: "postgresql" },
  {
    kind: "monitor",
    writers: "single",
    ports: { agents: { port: 10051, protocol: "tcp" }, traps: { port: 162, protocol: "udp" } },
  },
  { kind: "forge", writers: "single", ports: { ssh: { port: 22, protocol: "tcp" } } },
];
