import type { CommandDefinition } from "../command";
import { backup } from "./backup";
import { blastRadius } from "./blastRadius";
import { coverage } from "./coverage";
import { doctor } from "./doctor";
import { down } from "./down";
import { drift } from "./drift";
import { drill } from "./drill";
import { env } from "./env";
import { exec } from "./exec";
import { forge } from "./forge";
import { init } from "./init";
import { logs } from "./logs";
import { moveState } from "./moveState";
import { password } from "./password";
import { preview } from "./preview";
import { rebuild } from "./rebuild";
import { report } from "./report";
import { restore } from "./restore";
import { seed } from "./seed";
import { snapshots } from "./snapshots";
import { ssh } from "./ssh";
import { status } from "./status";
import { test } from "./test";
import { up } from "./up";
import { upgrade } from "./upgrade";
import { validate } from "./validate";
import { verify } from "./verify";

/** All commands, in the order of the help. */
export const commands: readonly (() => CommandDefinition)[] = [
  validate,
  up,
  preview,
  report,
  status,
  logs,
  exec,
  ssh,
  drift,
  verify,
  blastRadius,
  backup,
  snapshots,
  restore,
  drill,
  upgrade,
  coverage,
  rebuild,
  moveState,
  down,
  test,
  init,
  seed,
  password,
  doctor,
  env,
  forge,
];
