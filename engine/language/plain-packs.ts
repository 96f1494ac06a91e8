/**
 * The SDK makes every policy pack ready for TypeScript, which costs half of the time that a pack takes to start. One whose
 * `PulumiPolicy.yaml` says `typescript: false` goes without, as a program does.
 */
import { replaceInSdk } from "./modules";

interface Runner {
  run(options: { typeScript: boolean }): unknown;
}

if (process.env.PULUMI_NODEJS_TYPESCRIPT === "false") {
  replaceInSdk((request, by) => request === "./run" && /^cmd[\\/]run-policy-pack[\\/]/.test(by), (load): Runner => {
    const { run } = load() as Runner;
    return { run: (options) => run({ ...options, typeScript: false }) };
  });
}
