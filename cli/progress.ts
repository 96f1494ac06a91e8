import { nameOf } from "../model/urn";
import type { EngineEvent, Outcome } from "./pulumi/events";
import { visible } from "./review/escape";

/** Says on standard error what is going on, with the seconds since the command began. */
export class Progress {
  readonly #begin = Date.now();
  readonly #running = new Map<string, { since: number; usually?: number; doing?: string }>();
  #lastLine = Date.now();
  readonly #heartbeat = setInterval(() => this.#beat(), 1000).unref();

  constructor(private readonly write: (text: string) => void = (text) => process.stderr.write(text)) {}

  /** Seconds since the command began. */
  get seconds(): number {
    return (Date.now() - this.#begin) / 1000;
  }

  /** One line. */
  say(text: string): void {
    this.#lastLine = Date.now();
    // Words of machines and programs are told as they are, and nothing of them is an order to the terminal.
    for (const line of visible(text).split("\n")) this.write(`${this.seconds.toFixed(0).padStart(5)} s  ${line}\n`);
  }

  /**
   * A piece of work that began, or what it is doing by now; it shows up in the heartbeat while nothing else is said.
   */
  start(name: string, usually?: number, doing?: string): void {
    this.#running.set(name, { since: this.#running.get(name)?.since ?? Date.now(), usually, doing });
  }

  /** A piece of work that ended; told when it took long enough to be of interest. */
  end(name: string, { failed = false, quiet = false } = {}): void {
    const work = this.#running.get(name);
    if (!work) return;
    this.#running.delete(name);
    const took = (Date.now() - work.since) / 1000;
    if (failed) this.say(`${name}: failed after ${took.toFixed(0)} s`);
    else if (!quiet && took >= 1) this.say(`${name} (${took.toFixed(0)} s)`);
  }

  /** Runs a piece of work between `start` and `end`. */
  async step<T>(name: string, usually: number | undefined, work: () => Promise<T>): Promise<T> {
    this.start(name, usually);
    try {
      const result = await work();
      this.end(name);
      return result;
    } catch (error) {
      this.end(name, { failed: true });
      throw error;
    }
  }

  /** Shows an update's events: each layer when its last resource is done. */
  follow(planned: Outcome): (event: EngineEvent) => void {
    const layers = new Map<string, { left: Set<string>; since?: number }>();
    const components = [...planned.reviewed, ...planned.changes]
      .filter(({ type }) => type.startsWith("ruche:"))
      .map(({ urn }) => urn);
    const layerOf = (urn: string): string => layerAmong(components, urn);
    for (const { urn } of planned.changes) {
      const layer = layers.get(layerOf(urn)) ?? { left: new Set() };
      layers.set(layerOf(urn), layer);
      layer.left.add(urn);
    }
    return (event) => {
      const step = event.resourcePreEvent?.metadata;
      if (step && step.op !== "same" && step.op !== "read") {
        const layer = layers.get(layerOf(step.urn));
        if (layer) layer.since ??= Date.now();
        if (step.type.includes(":index/") || step.type.startsWith("command:"))
          this.start(nameOf(step.urn), usualSeconds(nameOf(step.urn)));
      }
      const done = (event.resOutputsEvent ?? event.resOpFailedEvent)?.metadata;
      if (!done) return;
      this.end(nameOf(done.urn), { failed: event.resOpFailedEvent !== undefined, quiet: true });
      const layer = layers.get(layerOf(done.urn));
      if (layer?.left.delete(done.urn) && layer.left.size === 0 && event.resOutputsEvent) {
        this.say(`${layerOf(done.urn)} (${((Date.now() - (layer.since ?? Date.now())) / 1000).toFixed(0)} s)`);
      }
    };
  }

  stop(): void {
    clearInterval(this.#heartbeat);
  }

  #beat(): void {
    if (this.#running.size === 0 || Date.now() - this.#lastLine < 10_000) return;
    const now = Date.now();
    const longest = [...this.#running]
      .sort(([, a], [, b]) => a.since - b.since)
      .slice(0, 4)
      .map(
        ([name, { since, usually, doing }]) =>
          `${name} ${((now - since) / 1000).toFixed(0)} s${usually ? ` (usually ${usually} s)` : ""}${doing ? `: ${doing}` : ""}`,
      );
    this.say(`… ${longest.join(", ")}`);
  }
}

/**
 * The component just below the stack or the platform that a resource belongs to, in words. It is known by the types
 * that the resource is below, and by its name, with which the resource's own name begins.
 */
function layerAmong(components: readonly string[], urn: string): string {
  const [types, name] = placeOf(urn);
  const above = [...components, urn]
    .map(placeOf)
    .filter(([chain, own]) => chain.every((type, depth) => type === types[depth]) && isBelow(own, name))
    .sort(([a, short], [b, long]) => a.length - b.length || long.length - short.length)
    .map(([chain, own]) => [chain.at(-1)!, own] as const);
  const [part, own] = above.find(([type]) => type !== "Platform" && type !== "Stack") ?? above.at(-1)!;
  return `${part} ${own}`;
}

/** The types that a resource is below, its own the last one, and its name. */
function placeOf(urn: string): [string[], string] {
  const [, , types = "", name = ""] = urn.split("::");
  return [types.split("$").map((type) => type.split(":").at(-1)!), name];
}

const isBelow = (component: string, name: string): boolean => name === component || name.startsWith(`${component}-`);

function usualSeconds(name: string): number | undefined {
  return name.includes("push-") ? 10 : undefined;
}
