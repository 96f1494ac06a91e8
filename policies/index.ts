/** The policy pack: `pulumi preview --policy-pack policies`. */
import { resolve } from "node:path";
import { PolicyPack } from "@pulumi/policy";
import * as analyzer from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import { policies } from "./catalogue";
import { readLevels } from "./core/levels";
import { StackTier, listen, type ConfigureStackMethod } from "./core/tier";
import { readWorld } from "./core/world";
import { packPolicies } from "./pack";

const tier = new StackTier(process.env);
listen(tier, (analyzer as unknown as { AnalyzerService: { configureStack: ConfigureStackMethod } }).AnalyzerService.configureStack);

const world = readWorld(process.env.RUCHE_EVIDENCE ?? resolve(__dirname, "../evidence"));
new PolicyPack("ruche", { policies: packPolicies(policies, readLevels(), tier, world) });
