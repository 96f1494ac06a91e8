import type { Kind } from "../../model/environment";

/** A small catalogue for these tests: one of each sort of service. */
export const kinds: readonly Kind[] = [
  { kind: "site", writers: "many", stateful: false },
  { kind: "dokuwiki", writers: "single" },
  { kind: "etherpad", writers: "single", database: "mariadb" },
  { kind: "mattermost", writers: "single", database: "postgresql" },
];
