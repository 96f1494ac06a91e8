/** Environment files: schema, parsing, checks. */

export { environmentFromConfig } from "./config";
export type { Kind } from "./draft";
export type {
  Environment,
  EnvironmentService,
} from "./environment";
export { initEnvironment } from "./init";
export { environmentJsonSchema } from "./jsonSchema";
export { EnvironmentError, formatMistakes, type Mistake } from "./mistake";
export { type ParseResult, parseEnvironment } from "./parse";
export { type SettingsSchema, setting, settingsJsonSchema } from "./settings";
