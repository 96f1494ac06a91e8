/** The provider's methods: what is the same for every resource type. */
import { randomBytes } from "node:crypto";
import { Command } from "./command";
import { Copy } from "./copy";
import { changes, type InputChange } from "./difference";
import { type InputMistake, mistakes, withDefaults } from "./inputs";
import { endLocal } from "./localRun";
import type { Log } from "./log";
import type { ResourceType } from "./resource";
import { Hosts } from "./ssh/hosts";
import { holdsUnknown, type Properties, plain, unknown } from "./values";

/** One operation's circumstances, as the engine gives them. */
export interface Operation {
  readonly urn: string;
  /** Longest duration in seconds (`customTimeouts`); 0: no limit. */
  readonly timeout: number;
  readonly preview: boolean;
}

/** Type and name of a resource: the last two parts of its URN. */
function parseUrn(urn: string): { type: string; name: string } {
  const [, , types, ...name] = urn.split("::");
  return { type: types.split("$").pop()!, name: name.join("::") };
}

/** The `command` package, version 1.2.1. */
export class Provider {
  private readonly hosts: Hosts;
  private readonly types: Readonly<Record<string, ResourceType>>;
  private readonly functions: Command;
  private readonly cancelled = new AbortController();

  constructor(log: Log) {
    this.hosts = new Hosts((message) => void log("warning", message));
    const copy = new Copy(this.hosts);
    this.functions = new Command("local", this.hosts, log);
    this.types = {
      "command:local:Command": this.functions,
      "command:remote:Command": new Command("remote", this.hosts, log),
      "command:remote:CopyToRemote": copy,
      "command:remote:CopyFile": copy,
    };
  }

  /** The inputs with defaults, and what is wrong with them. */
  check(urn: string, news: Properties): { inputs: Properties; mistakes: InputMistake[] } {
    const { type } = parseUrn(urn);
    this.typeOf(urn);
    const inputs = withDefaults(type, news);
    return { inputs, mistakes: mistakes(type, inputs) };
  }

  /** What changed, and whether that makes a new resource necessary. Defaults and secrecy alone are no change. */
  diff(
    urn: string,
    oldInputs: Properties,
    news: Properties,
  ): { changed: Map<string, InputChange>; replaces: string[] } {
    const { type } = parseUrn(urn);
    const changed = changes(plain(withDefaults(type, oldInputs)), plain(withDefaults(type, news)));
    const { replacedBy } = this.typeOf(urn);
    return { changed, replaces: [...changed.keys()].filter((key) => replacedBy.includes(key.split(/[.[]/)[0])) };
  }

  /** Makes a resource; in a preview tells what can be told. */
  async create(operation: Operation, inputs: Properties): Promise<{ id: string; outputs: Properties }> {
    const type = this.typeOf(operation.urn);
    if (operation.preview) return { id: "", outputs: this.preview(type, "create", inputs, {}) };
    const outputs = { ...inputs, ...(await type.create(inputs, this.context(operation))) };
    return { id: type.idPrefix(parseUrn(operation.urn).name) + randomBytes(4).toString("hex"), outputs };
  }

  /** Changes a resource. */
  async update(operation: Operation, olds: Properties, inputs: Properties): Promise<Properties> {
    const type = this.typeOf(operation.urn);
    if (operation.preview) return this.preview(type, "update", inputs, olds);
    return { ...inputs, ...(await type.update(olds, inputs, this.context(operation))) };
  }

  /** Removes a resource. */
  async delete(operation: Operation, outputs: Properties): Promise<void> {
    await this.typeOf(operation.urn).delete(outputs, this.context(operation));
  }

  /** Calls a function of the package. */
  async invoke(token: string, inputs: Properties): Promise<Properties> {
    if (token !== "command:local:run") throw new Error(`there is no function ${token} in this package`);
    if (holdsUnknown(inputs)) return { ...inputs, stdout: unknown, stderr: unknown };
    const outputs = await this.functions.run(
      inputs.command,
      inputs,
      {},
      this.context({ urn: "", timeout: 0, preview: false }),
    );
    return { ...inputs, ...outputs };
  }

  /** Ends what runs; nothing else is started. */
  cancel(): void {
    this.cancelled.abort(new Error("cancelled"));
    this.hosts.close();
  }

  /** Ends what runs, at once: this process is about to end. */
  end(): void {
    this.cancel();
    endLocal();
  }

  private preview(
    type: ResourceType,
    operation: "create" | "update",
    inputs: Properties,
    olds: Properties,
  ): Properties {
    const kept = Object.fromEntries(
      ["stdout", "stderr", "assets", "archive"]
        .filter((name) => olds[name] !== undefined)
        .map((name) => [name, olds[name]]),
    );
    return {
      ...kept,
      ...inputs,
      ...Object.fromEntries(type.unknownOutputs(operation, inputs).map((name) => [name, unknown])),
    };
  }

  private typeOf(urn: string): ResourceType {
    const { type } = parseUrn(urn);
    if (!(type in this.types)) throw new Error(`there is no resource type ${type} in this package`);
    return this.types[type];
  }

  private context({ urn, timeout }: Operation): { urn: string; signal: AbortSignal } {
    const limits = [this.cancelled.signal];
    if (timeout > 0) {
      const over = new AbortController();
      setTimeout(
        () => over.abort(new Error(`it took longer than ${timeout} s (customTimeouts)`)),
        timeout * 1000,
      ).unref();
      limits.push(over.signal);
    }
    return { urn, signal: AbortSignal.any(limits) };
  }
}
