/** The policy pack: `pulumi preview --policy-pack policies`. */
import { resolve } from "node:path";
import { PolicyPack } from "@pulumi/policy";
import * as analyzer from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import { policies } from "./catalogue";
import { readLevels } from "./core/levels";
import { StackSettings, listen, type ConfigureStackMethod } from "./core/settings";
import { readWorld } from "./core/world";
import { packPolicies } from "./pack";

const stack = new StackSettings(process.env);
const { AnalyzerService } = analyzer as unknown as { AnalyzerService: { configureStack: ConfigureStackMethod; remediate?: unknown } };
listen(stack, AnalyzerService.configureStack);
// No policy here mends anything. Where the call is there, the engine (3.248) sends every resource a second time; where it is not, it goes on without.
delete AnalyzerService.remediate;

const world = readWorld(process.env.RUCHE_EVIDENCE ?? resolve(__dirname, "../evidence"), process.env.RUCHE_FACTS);
new PolicyPack("ruche", { policies: packPolicies(policies, readLevels(), stack, world, process.env.RUCHE_VERDICT) });
