/**
 * The SDK makes every policy pack ready for TypeScript, which costs half of the time that a pack takes to start: one
 * whose `PulumiPolicy.yaml` says `typescript: false` goes without, as a program does. And it starts V8's debugger in
 * every pack, for turning functions into text, which no pack ever does.
 */
import { replaceInSdk } from "./modules";

interface Runner {
  run(options: { typeScript: boolean }): unknown;
}

const starter = /^cmd[\\/]run-policy-pack[\\/]/;

replaceInSdk(
  (request, by) => /\/v8Hooks$/.test(request) && starter.test(by),
  () => ({ isInitializedAsync: async () => {} }),
);

if (process.env.PULUMI_NODEJS_TYPESCRIPT === "false") {
  replaceInSdk(
    (request, by) => request === "./run" && starter.test(by),
    (load): Runner => {
      const { run } = load() as Runner;
      return { run: (options) => run({ ...options, typeScript: false }) };
    },
  );
}
