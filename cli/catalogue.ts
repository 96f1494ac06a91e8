import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ServiceDefinition } from "../components/platform/definition";
import type { Kind } from "../model/environment";
import { noteUse } from "../tools/cacheAge";
import { cache, root } from "./clone";

/** What the command line must know of the catalogue. */
export interface CatalogueFacts {
  readonly kinds: readonly Kind[];
  /** Image of each kind. */
  readonly images: Readonly<Record<string, string>>;
}

/** What the catalogue says of a kind. */
export const definitionOf = (kind: string): ServiceDefinition | undefined =>
  catalogue().find(({ definition }) => definition.kind === kind)?.definition;

/** The catalogue's facts, with the settings of each kind, which no cache can keep. */
export function catalogueFacts(): CatalogueFacts {
  const { settings } = require("../components/services/settings") as typeof import("../components/services/settings");
  const { kinds, images } = keptFacts();
  return { kinds: kinds.map((facts) => ({ ...facts, settings: settings[facts.kind] })), images };
}

/**
 * Reading them from the services themselves brings Pulumi's libraries along, half a second at each start; so they are
 * kept in the cache under a key made of the sources from which a kind can take anything.
 */
function keptFacts(): CatalogueFacts {
  const hash = createHash("sha256");
  for (const folder of ["components", "model", "stacks"]) {
    for (const file of readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".ts"))
      .sort())
      hash.update(file).update(readFileSync(join(root, folder, file)));
  }
  const kept = join(cache, "catalogue", `${hash.digest("hex").slice(0, 16)}.json`);
  if (existsSync(kept)) {
    noteUse(kept);
    return JSON.parse(readFileSync(kept, "utf8")) as CatalogueFacts;
  }
  const services = catalogue();
  const { kinds } = require("../stacks/kinds") as typeof import("../stacks/kinds");
  const facts: CatalogueFacts = {
    kinds: kinds.map(({ settings: _, ...facts }) => facts),
    images: Object.fromEntries(services.map(({ definition: { kind, image } }) => [kind, image])),
  };
  mkdirSync(join(cache, "catalogue"), { recursive: true });
  writeFileSync(`${kept}.${process.pid}`, JSON.stringify(facts));
  renameSync(`${kept}.${process.pid}`, kept);
  return facts;
}

/**
 * Read when it is first asked for, since it brings Pulumi's libraries along; what of them is seldom used stays away.
 */
function catalogue(): typeof import("../components/services/catalogue")["catalogue"] {
  require("../engine/language/seldomUsed");
  return (require("../components/services/catalogue") as typeof import("../components/services/catalogue")).catalogue;
}
