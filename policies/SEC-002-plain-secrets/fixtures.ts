import { labContainer, wiki, wikiService } from "../core/examples";
import { type Fixtures, unknown, unknownList } from "../core/fixture";

const env = (variables: object) => wikiService({}, { env: variables });

export const fixtures: Fixtures = {
  good: [
    {
      shows: "the path of a file that holds the secret",
      resources: [
        wiki(),
        env({
          DB_PASS_FILE: "/run/secrets/database",
          DB_USER: "wiki",
          PASSWORD_RESET_URL: "https://example.org/reset",
        }),
      ],
      says: [],
    },
    { shows: "a variable that is empty", resources: [env({ ADMIN_PASSWORD: "" })], says: [] },
    {
      shows: "options without a secret",
      resources: [
        wikiService({}, { args: ["--entrypoints.https.address=:443", "--token-ttl=3600", "https://example.org/a@b"] }),
      ],
      says: [],
    },
    { shows: "a container", resources: [labContainer({ envs: ["TZ=UTC", "KEY_FILE=/run/secrets/key"] })], says: [] },
  ],
  bad: [
    {
      shows: "a password",
      tier: "development",
      resources: [env({ DB_PASS: "hunter2" })],
      says: ["wiki-service: its variable DB_PASS holds a secret"],
    },
    {
      shows: "a password in an address, under a harmless name",
      resources: [env({ DATABASE_URL: "postgres://wiki:hunter2@db/wiki" })],
      says: ["wiki-service: its variable DATABASE_URL holds a secret"],
    },
    {
      shows: "an option of the command",
      resources: [wikiService({}, { args: ["--admin.password=hunter2"] })],
      says: ["wiki-service: word 1 of its command holds a secret (--admin.password)"],
    },
    {
      shows: "a private key in a container's variable",
      resources: [labContainer({ envs: ["TLS=-----BEGIN EC PRIVATE KEY-----\nMHcC"] })],
      says: ["hive-hive1: its variable TLS holds a secret"],
    },
  ],
  unknown: [
    {
      shows: "an unknown value of a secret's name",
      resources: [env({ API_KEY: unknown, TITLE: unknown })],
      says: ["wiki-service ? .taskSpec.containerSpec.env.API_KEY"],
    },
    {
      shows: "an unknown command does not hide the variable",
      resources: [wikiService({}, { env: { TOKEN: "t" }, args: unknownList })],
      says: ["wiki-service: its variable TOKEN holds a secret", "wiki-service ? .taskSpec.containerSpec.args"],
    },
  ],
};
