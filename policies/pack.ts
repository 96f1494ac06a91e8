/**
 * The policies as one pack: what is asked of it, judged one resource after the other, and at the end what only the
 * whole stack tells.
 */
import { writeFileSync } from "node:fs";
import { at, Unknown, type Value } from "../model/inputs";
import { Judgement, notes, type Said } from "./core/judgement";
import { type Level, type Levels, levelOf } from "./core/levels";
import type { Policy, Severity } from "./core/policy";
import { isJudged, keepsSince, resourceOf } from "./core/resource";
import { settingsOf } from "./core/settings";
import type { World } from "./core/world";
import type { AskedResource } from "./protocol/messages";

/** A policy, or a note, as it is listed. */
export interface Listed {
  /** Its id. */
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly level: Level;
  readonly severity?: Severity;
  readonly remedy?: string;
}

/** The pack that Pulumi asks. */
export class Pack {
  readonly name = "ruche";
  #judgement: Judgement;

  /** @param verdictFile - Where the verdict of a whole run is written; undefined: nowhere. */
  constructor(
    readonly version: string,
    private readonly policies: readonly Policy[],
    private readonly levels: Levels,
    private readonly world: World,
    private readonly verdictFile: string | undefined,
  ) {
    this.#judgement = this.#begin(new Map());
  }

  /**
   * Takes the stack's configuration, which tells tier and exceptions. It comes before anything is judged; until then
   * the strictest tier holds.
   */
  configure(config: ReadonlyMap<string, string>): void {
    this.#judgement = this.#begin(config);
  }

  /** Everything that it may report under, at the level that it has in this tier. */
  listed(): Listed[] {
    const { tier } = this.#judgement.settings;
    return [
      ...this.policies.map(({ id, title, why, severity, remedy }) => ({
        name: id,
        title,
        description: `${title}. ${why}`,
        level: levelOf(this.levels, id, tier),
        severity,
        remedy,
      })),
      ...Object.entries(notes).map(([name, { title, why }]) => ({
        name,
        title,
        description: why,
        level: "advisory" as const,
      })),
    ];
  }

  /** Judges a resource before it is made. */
  resource(asked: AskedResource): Said[] {
    const { urn, type, name, providerUrn, parentUrn } = asked;
    return isJudged(type)
      ? this.#judgement.resource(resourceOf(urn, type, name, asked.properties(), providerUrn, parentUrn))
      : [];
  }

  /**
   * Judges the whole stack. Its rules see inputs as they were judged: what the engine tells at the end are outputs, in
   * which a component's descriptor is missing. Few outputs are read: the time of a first deployment, which the update
   * makes, and names of what an input comes from.
   */
  end(resources: readonly AskedResource[]): Said[] {
    const told = new Map(resources.map((asked) => [asked.urn, asked]));
    const said = this.#judgement.end({
      urns: new Set(told.keys()),
      since: sinceIn(resources),
      told: (urn) => told.get(urn),
    });
    if (this.verdictFile !== undefined) writeFileSync(this.verdictFile, JSON.stringify(this.#judgement.verdict()));
    return said;
  }

  #begin(config: ReadonlyMap<string, string>): Judgement {
    return new Judgement(this.policies, this.levels, settingsOf(config), this.world);
  }
}

/** When each service was first deployed, by its URN. */
function sinceIn(resources: readonly AskedResource[]): Map<string, Value> {
  return new Map(
    resources.flatMap((asked) =>
      asked.parentUrn === undefined || !keepsSince(asked.type, asked.name)
        ? []
        : [[asked.parentUrn, at(asked.properties(), "stdout") ?? new Unknown(".stdout")] as const],
    ),
  );
}
