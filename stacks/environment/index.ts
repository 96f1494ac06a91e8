/** Environment files: schema, parsing, checks. */
export { checkConfig, parseEnvironment, type ParseOptions, type ParseResult } from "./parse";
export { environmentFromConfig } from "./config";
export { environmentJsonSchema } from "./jsonSchema";
export { initEnvironment } from "./init";
export { EnvironmentError, formatMistakes, type Mistake } from "./mistake";
export type { Kind } from "./draft";
export type {
  Environment,
  EnvironmentHost,
  EnvironmentMember,
  EnvironmentRoute,
  EnvironmentService,
  EnvironmentVolume,
} from "./environment";
