/**
 * Compares what a plugin serves with what the npm package of its programs names: every resource, function and provider
 * setting, every property by name and shape, at any depth.
 */
import * as fs from "node:fs";
import * as path from "node:path";
import * as ts from "typescript";

/** A property as the plugin has it (written by `dump_test.go`, or read from its schema). */
export interface Shape {
  kind: string;
  input?: boolean;
  required?: boolean;
  elem?: Shape;
  props?: Record<string, Shape>;
  content?: () => Record<string, Shape>;
}
/** What the plugin serves, by token. */
export type Dump = Record<string, { tf: string; data?: boolean; props: Record<string, Shape> }>;

/** The result. */
export interface Comparison {
  tokens: number;
  properties: number;
  problems: string[];
  unused: string[];
}

/** Compares the SDK's folder with the dump. */
export function compare(sdk: string, dump: Dump): Comparison {
  const files = fs
    .readdirSync(sdk, { recursive: true })
    .map(String)
    .filter((name) => name.endsWith(".d.ts") && !name.includes("node_modules"))
    .map((name) => path.join(sdk, name));
  const program = ts.createProgram(files, {
    skipLibCheck: true,
    strict: true,
    moduleResolution: ts.ModuleResolutionKind.Node10,
    target: ts.ScriptTarget.ES2022,
    types: [],
  });
  const comparison = new Comparer(program, dump);
  for (const file of files) comparison.file(file);
  return comparison.result();
}

class Comparer {
  private readonly checker: ts.TypeChecker;
  private readonly problems: string[] = [];
  private readonly used = new Set<string>();
  /** What was compared already: types may hold themselves. */
  private readonly seen = {
    args: new Map<ts.Type, Set<Record<string, Shape>>>(),
    state: new Map<ts.Type, Set<Record<string, Shape>>>(),
  };
  private tokens = 0;
  private properties = 0;

  constructor(
    private readonly program: ts.Program,
    private readonly dump: Dump,
  ) {
    this.checker = program.getTypeChecker();
  }

  result(): Comparison {
    return {
      tokens: this.tokens,
      properties: this.properties,
      problems: this.problems,
      unused: Object.keys(this.dump).filter((token) => !this.used.has(token)),
    };
  }

  /** One module of the SDK: the tokens are in its JavaScript, the properties in its declarations. */
  file(file: string): void {
    const script = file.replace(/\.d\.ts$/, ".js");
    const symbol = this.checker.getSymbolAtLocation(this.program.getSourceFile(file)!);
    if (!fs.existsSync(script) || symbol === undefined) return;
    const tokens = new Set(
      [
        ...fs.readFileSync(script, "utf8").matchAll(/(?:__pulumiType = |\.invoke\(|invokeOutput\()['"]([^'"]+)['"]/g),
      ].map(([, token]) => token),
    );
    for (const token of tokens) {
      // Only the provider's own token has no colon.
      const key = token.includes(":") ? token : "provider";
      const served = this.dump[key];
      this.tokens++;
      if (served === undefined) {
        this.problems.push(`${token}: not in the plugin`);
        continue;
      }
      this.used.add(key);
      const name = key === "provider" ? "Provider" : token.split(":")[2];
      const Name = name[0].toUpperCase() + name.slice(1);
      const sides: [string, string, "args" | "state"][] = served.data
        ? [
            [`${Name}Args`, token, "args"],
            [`${Name}Result`, `${token}>`, "state"],
          ]
        : [
            [`${name}Args`, token, "args"],
            [`${name}State`, `${token}>`, "state"],
          ];
      for (const exported of this.checker.getExportsOfModule(symbol)) {
        for (const [wanted, where, side] of sides) {
          if (exported.name === wanted)
            this.object(this.checker.getDeclaredTypeOfSymbol(exported), served.props, where, side, !served.data);
        }
      }
    }
  }

  private object(
    type: ts.Type,
    props: Record<string, Shape>,
    where: string,
    side: "args" | "state",
    resource: boolean,
  ): void {
    const seen = this.seen[side].get(type) ?? new Set();
    if (seen.has(props)) return;
    this.seen[side].set(type, seen.add(props));
    for (const symbol of type.getProperties()) {
      const at = `${where}.${symbol.name}`;
      this.properties++;
      const shape = props[symbol.name];
      if (shape === undefined) {
        if (symbol.name !== "id") this.problems.push(`${at}: not in the plugin`);
        continue;
      }
      if (side === "args" && shape.input === false) this.problems.push(`${at}: computed only in the plugin`);
      if (side === "args" && resource && shape.required && symbol.flags & ts.SymbolFlags.Optional)
        this.problems.push(`${at}: optional in the SDK, required in the plugin`);
      this.value(this.checker.getTypeOfSymbol(symbol), shape, at, side, resource);
    }
  }

  private value(type: ts.Type, shape: Shape, where: string, side: "args" | "state", resource: boolean): void {
    const bare = this.bare(type);
    const kind = this.kind(bare);
    if (kind === "any" || shape.kind === "any") return;
    if (kind !== shape.kind)
      return void this.problems.push(`${where}: ${kind} in the SDK, ${shape.kind} in the plugin`);
    if (typeof bare === "string") return;
    if (kind === "array")
      this.value(this.checker.getTypeArguments(bare as ts.TypeReference)[0], shape.elem!, `${where}[]`, side, resource);
    else if (kind === "map") this.value(bare.getStringIndexType()!, shape.elem!, `${where}{}`, side, resource);
    else if (kind === "object") this.object(bare, shape.content?.() ?? shape.props!, where, side, resource);
  }

  /** The type without `Input`, `Output`, `Promise` and `undefined`. */
  private bare(type: ts.Type): ts.Type | "boolean" | "string" {
    if (type.aliasSymbol?.name === "Input") return this.bare(type.aliasTypeArguments![0]);
    if (!type.isUnion()) return type;
    const parts = type.types.filter(
      (each) =>
        !(each.flags & (ts.TypeFlags.Undefined | ts.TypeFlags.Null)) &&
        !["Promise", "OutputInstance"].includes(each.symbol?.name ?? "") &&
        each.aliasSymbol?.name !== "Output" &&
        !(each.flags & ts.TypeFlags.Intersection && /Output/.test(this.checker.typeToString(each))),
    );
    if (parts.length > 0 && parts.every((each) => each.flags & ts.TypeFlags.BooleanLike)) return "boolean";
    if (parts.length > 0 && parts.every((each) => each.flags & ts.TypeFlags.StringLike)) return "string";
    return parts.length > 0 ? this.bare(parts[0]) : type;
  }

  private kind(type: ts.Type | "boolean" | "string"): string {
    if (typeof type === "string") return type;
    if (type.flags & ts.TypeFlags.StringLike) return "string";
    if (type.flags & ts.TypeFlags.NumberLike) return "number";
    if (type.flags & ts.TypeFlags.BooleanLike) return "boolean";
    if (this.checker.isArrayType(type)) return "array";
    if (type.getStringIndexType()) return "map";
    return type.flags & ts.TypeFlags.Any ? "any" : "object";
  }
}
