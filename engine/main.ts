/**
 * `node -r ts-node/register/transpile-only engine/main.ts --cache DIRECTORY --plugins command,docker`
 *
 * Sets the engine up, with progress on standard error, and prints what to evaluate in a shell: `export NAME='value'`
 * lines.
 */
import { parseArgs } from "node:util";
import { type Plugin, pluginVersions, setUp } from "./index";

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { cache: { type: "string" }, plugins: { type: "string", default: "" } } });
  const plugins = values.plugins!.split(",").filter((name) => name !== "");
  const unknown = plugins.filter((name) => !(name in pluginVersions));
  if (values.cache === undefined || unknown.length > 0) {
    const known = Object.keys(pluginVersions).join(", ");
    throw new Error(
      unknown.length > 0
        ? `--plugins: unknown ${unknown.join(", ")}; there are ${known}`
        : "--cache DIRECTORY is needed",
    );
  }
  const abort = new AbortController();
  process.once("SIGINT", () => abort.abort()).once("SIGTERM", () => abort.abort());
  const started = Date.now();
  const engine = await setUp({
    plugins: plugins as Plugin[],
    cache: values.cache,
    signal: abort.signal,
    onProgress: ({ name, state, usualSeconds, detail }) =>
      process.stderr.write(
        `${((Date.now() - started) / 1000).toFixed(0).padStart(4)} s  ${name}: ` +
          `${state}${detail ? `, ${detail}` : ""} (usually ${usualSeconds} s)\n`,
      ),
  });
  for (const [name, value] of Object.entries(engine.environment))
    console.log(`export ${name}='${value.replaceAll("'", "'\\''")}'`);
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
