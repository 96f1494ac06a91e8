/** What the package's entries export, as the compiler reads it: names, docstrings and types. */
import { join, relative } from "node:path";
import ts from "typescript";

/** A property, parameter or method with what its docstring says. */
export interface ApiMember {
  readonly name: string;
  readonly type: string;
  readonly meaning: string;
  readonly isOptional: boolean;
  /** The tag `@default`. */
  readonly usual: string | undefined;
}

/** One exported name. */
export interface ApiEntry {
  readonly name: string;
  readonly kind: "class" | "interface" | "function" | "type" | "value";
  /** What one imports it from. */
  readonly module: string;
  /** Path of its source from the root of the clone. */
  readonly source: string;
  readonly meaning: string;
  /** How it is called or written, as code. */
  readonly signature: string;
  /** The exported class whose properties and methods it has besides its own. */
  readonly base: string | undefined;
  /** What the tag `@returns` says. */
  readonly returns: string | undefined;
  readonly examples: readonly string[];
  /** Properties of an interface and of a class, parameters of a function. */
  readonly members: readonly ApiMember[];
  /** Methods of a class or an interface; their type is their signature. */
  readonly methods: readonly ApiMember[];
}

/** The package's entries, by what one imports. */
const modules: Readonly<Record<string, string>> = { ruche: "components/index.ts", "ruche/images": "images/family.ts" };

/** Everything that the package exports, in the order of names. */
export function apiOf(root: string): readonly ApiEntry[] {
  const { options } = ts.parseJsonConfigFileContent(
    ts.readConfigFile(join(root, "tsconfig.json"), ts.sys.readFile).config,
    ts.sys,
    root,
  );
  const program = ts.createProgram(
    Object.values(modules).map((file) => join(root, file)),
    options,
  );
  const reader = new ApiReader(program.getTypeChecker(), root);
  return Object.entries(modules)
    .flatMap(([module, file]) => reader.entries(module, program.getSourceFile(join(root, file))!))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

class ApiReader {
  private readonly exported = new Set<ts.Symbol>();

  constructor(
    private readonly checker: ts.TypeChecker,
    private readonly root: string,
  ) {}

  entries(module: string, file: ts.SourceFile): ApiEntry[] {
    const symbols = this.checker.getExportsOfModule(this.checker.getSymbolAtLocation(file)!).map((exported) => {
      const isAlias = (exported.flags & ts.SymbolFlags.Alias) !== 0;
      return isAlias ? this.checker.getAliasedSymbol(exported) : exported;
    });
    for (const symbol of symbols) this.exported.add(symbol);
    return symbols.map((symbol) => this.#entry(module, symbol));
  }

  #entry(module: string, symbol: ts.Symbol): ApiEntry {
    const declaration = symbol.declarations![0]!;
    const { name } = symbol;
    const common = {
      name,
      module,
      source: relative(this.root, declaration.getSourceFile().fileName),
      meaning: this.#meaning(symbol),
      base: undefined,
      returns: this.#tags(symbol, "returns")[0],
      examples: this.#tags(symbol, "example"),
      members: [],
      methods: [],
    };
    if (ts.isClassDeclaration(declaration)) {
      const [construct] = this.checker.getTypeOfSymbol(symbol).getConstructSignatures();
      const isAbstract = ts.getCombinedModifierFlags(declaration) & ts.ModifierFlags.Abstract;
      const signature = isAbstract ? `abstract class ${name}` : `new ${name}(${this.#parameters(construct!)})`;
      const base = this.#baseOf(declaration);
      const type = this.checker.getDeclaredTypeOfSymbol(symbol);
      return { ...common, kind: "class", signature, base: base?.name, ...this.#contents(type, base) };
    }
    if (ts.isInterfaceDeclaration(declaration)) {
      const type = this.checker.getDeclaredTypeOfSymbol(symbol);
      return { ...common, kind: "interface", signature: `interface ${name}`, ...this.#contents(type) };
    }
    if (ts.isFunctionDeclaration(declaration)) {
      const [call] = this.checker.getTypeOfSymbol(symbol).getCallSignatures();
      const members = call!.parameters.map((parameter) => this.#member(parameter)).filter(({ meaning }) => meaning);
      return { ...common, kind: "function", signature: this.#call(name, call!), members };
    }
    if (ts.isTypeAliasDeclaration(declaration))
      return { ...common, kind: "type", signature: `type ${name} = ${textOf(declaration.type)}` };
    const [call] = this.checker.getTypeOfSymbol(symbol).getCallSignatures();
    if (call) return { ...common, kind: "function", signature: this.#call(name, call) };
    return { ...common, kind: "value", signature: `const ${name}` };
  }

  /** What everybody may use of a type of this house; what it has of Pulumi's classes is in Pulumi's documents. */
  #contents(type: ts.Type, base?: ts.Symbol): Pick<ApiEntry, "members" | "methods"> {
    const own = this.checker
      .getPropertiesOfType(type)
      .filter(({ declarations: [declaration] = [] }) => declaration && this.#isPublic(declaration))
      .filter(({ name }) => !base?.members?.has(ts.escapeLeadingUnderscores(name)) && !(base && name === "descriptor"));
    const isMethod = (symbol: ts.Symbol): boolean => (symbol.flags & ts.SymbolFlags.Method) !== 0;
    return {
      members: own.filter((symbol) => !isMethod(symbol)).flatMap((symbol) => this.#nested(symbol)),
      methods: own.filter(isMethod).map((symbol) => {
        const [call] = this.checker.getNonNullableType(this.checker.getTypeOfSymbol(symbol)).getCallSignatures();
        const isOptional = (symbol.flags & ts.SymbolFlags.Optional) !== 0;
        return { ...this.#member(symbol), type: this.#call(`${symbol.name}${isOptional ? "?" : ""}`, call!) };
      }),
    };
  }

  /** The class that it extends, if the package exports that one. */
  #baseOf({ heritageClauses }: ts.ClassDeclaration): ts.Symbol | undefined {
    const [extended] = (heritageClauses ?? []).filter(({ token }) => token === ts.SyntaxKind.ExtendsKeyword);
    const symbol = extended && this.checker.getTypeAtLocation(extended.types[0]!).symbol;
    return symbol && this.exported.has(symbol) ? symbol : undefined;
  }

  #isPublic(declaration: ts.Declaration): boolean {
    const hidden = ts.ModifierFlags.Private | ts.ModifierFlags.Protected | ts.ModifierFlags.Static;
    const isMember =
      ts.isPropertyDeclaration(declaration) || ts.isMethodDeclaration(declaration) || ts.isAccessor(declaration);
    const isPrivate = isMember && ts.isPrivateIdentifier(declaration.name);
    const isForeign = declaration.getSourceFile().fileName.includes("node_modules");
    return !isForeign && !isPrivate && (ts.getCombinedModifierFlags(declaration) & hidden) === 0;
  }

  /** A property and, if its type is written out in place and explained, what is in it. */
  #nested(symbol: ts.Symbol, prefix = ""): ApiMember[] {
    const member = { ...this.#member(symbol), name: `${prefix}${symbol.name}` };
    const type = typeNodeOf(symbol.declarations?.[0]);
    if (!type || !ts.isTypeLiteralNode(type)) return [member];
    const inner = this.checker
      .getPropertiesOfType(this.checker.getTypeAtLocation(type))
      .flatMap((property) => this.#nested(property, `${prefix}${symbol.name}.`));
    return inner.some(({ meaning }) => meaning) ? [member, ...inner] : [member];
  }

  #member(symbol: ts.Symbol): ApiMember {
    const declaration = symbol.declarations?.[0];
    const node = typeNodeOf(declaration);
    const type = this.checker.getTypeOfSymbol(symbol);
    const isTypeParameter = node !== undefined && this.checker.getTypeAtLocation(node).isTypeParameter();
    const isParameter = declaration !== undefined && ts.isParameter(declaration);
    const isOmittable = isParameter && this.checker.isOptionalParameter(declaration);
    return {
      name: symbol.name.startsWith("__") ? "args" : symbol.name,
      type: node && !isTypeParameter ? textOf(node) : this.#text(type),
      meaning: this.#meaning(symbol),
      isOptional: (symbol.flags & ts.SymbolFlags.Optional) !== 0 || isOmittable,
      usual: this.#tags(symbol, "default")[0],
    };
  }

  /** A type as one writes it. Without a place, so that no path of this computer comes before a name. */
  #text(type: ts.Type): string {
    return this.checker.typeToString(type, undefined, ts.TypeFormatFlags.NoTruncation);
  }

  #call(name: string, call: ts.Signature): string {
    const { declaration } = call;
    const returned = declaration?.type ? textOf(declaration.type) : this.#text(call.getReturnType());
    return `${name}(${this.#parameters(call)}): ${returned}`;
  }

  #parameters({ parameters }: ts.Signature): string {
    return parameters
      .map((parameter) => this.#member(parameter))
      .map(({ name, type, isOptional }) => `${name}${isOptional ? "?" : ""}: ${type}`)
      .join(", ");
  }

  #meaning(symbol: ts.Symbol): string {
    return ts.displayPartsToString(symbol.getDocumentationComment(this.checker));
  }

  #tags(symbol: ts.Symbol, wanted: string): string[] {
    return symbol
      .getJsDocTags(this.checker)
      .filter(({ name }) => name === wanted)
      .map(({ text }) => ts.displayPartsToString(text));
  }
}

const typeNodeOf = (declaration: ts.Declaration | undefined): ts.TypeNode | undefined =>
  declaration &&
  (ts.isPropertySignature(declaration) || ts.isPropertyDeclaration(declaration) || ts.isParameter(declaration))
    ? declaration.type
    : undefined;

/** A type as it is written, in one line and without its comments. */
function textOf(node: ts.Node): string {
  const printer = ts.createPrinter({ removeComments: true });
  return printer
    .printNode(ts.EmitHint.Unspecified, node, node.getSourceFile())
    .replace(/\s+/g, " ")
    .replace(/;? \}/g, " }")
    .replace(/readonly (?=\w+\??:)/g, "")
    .replace(/(^|= )\| /g, "$1");
}
