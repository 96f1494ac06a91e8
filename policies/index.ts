/** The policy pack: `pulumi preview --policy-pack policies`. */
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { policies } from "./catalogue";
import { readLevels } from "./core/levels";
import { readWorld } from "./core/world";
import { Pack } from "./pack";
import { servePack } from "./protocol/server";

const { version } = JSON.parse(readFileSync(join(__dirname, "package.json"), "utf8")) as { version: string };
const world = readWorld(process.env.RUCHE_EVIDENCE ?? resolve(__dirname, "../evidence"), process.env.RUCHE_FACTS);
void servePack(new Pack(version, policies, readLevels(), world, process.env.RUCHE_VERDICT));
