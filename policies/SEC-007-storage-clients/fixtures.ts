import { volume } from "../core/examples";
import { type Fixtures, unknown, unknownList } from "../core/fixture";

const clients = (...allowedClients: readonly unknown[]) => [volume({ allowedClients })];

export const fixtures: Fixtures = {
  good: [
    { shows: "machines by name", resources: [volume()], says: [] },
    {
      shows: "addresses and a small network",
      resources: clients("10.77.1.2", "10.77.1.0/24", "fd00:1::/64"),
      says: [],
    },
  ],
  bad: [
    { shows: "everybody", tier: "development", resources: clients("*"), says: ["data: * may mount it"] },
    { shows: "a pattern of addresses", resources: clients("10.77.*"), says: ["data: 10.77.* may mount it"] },
    {
      shows: "a network of a whole site",
      resources: clients("10.0.0.0/8", "fd00::/8"),
      says: ["data: 10.0.0.0/8 may mount it", "data: fd00::/8 may mount it"],
    },
  ],
  unknown: [
    {
      shows: "unknown clients",
      resources: [volume({ allowedClients: unknownList })],
      says: ["data ? .allowedClients"],
    },
    {
      shows: "one of them unknown does not hide the other",
      resources: clients(unknown, "*"),
      says: ["data ? .allowedClients[0]", "data: * may mount it"],
    },
  ],
};
