import { passphrasePlace } from "../environment/passphrase";

/** What Pulumi says of encryption, and what it means for people: which file, and what to do. */
const meanings: readonly (readonly [RegExp, (name: string) => string])[] = [
  [
    /incorrect passphrase/,
    (name) =>
      `environments/Pulumi.${name}.yaml or its state is encrypted with another passphrase than the one in ` +
      `${passphrasePlace(process.env)}. Set PULUMI_CONFIG_PASSPHRASE_FILE to a file with its own, ` +
      "or put it into .ruche/passphrase",
  ],
  [
    /validating stack config: bad value|illegal base64|invalid ciphertext|message authentication failed/,
    (name) =>
      `environments/Pulumi.${name}.yaml has a value below \`secure:\` that was not encrypted for it. ` +
      `Take it from Git as it was, or write it anew: ./ruche seed ${name} for the seed, ` +
      `eval "$(./ruche env ${name})" && pulumi config set --secret KEY for another one`,
  ],
];

/** Words of Pulumi for people: with their meaning first, and without what an address of a state has of secrets. */
export function words(said: string, name: string): string {
  const text = withoutSecrets(said.trim());
  const meaning = meanings.find(([pattern]) => pattern.test(text))?.[1](name);
  return meaning === undefined ? text : `${meaning}\n(Pulumi: ${text})`;
}

/** Addresses of states may carry a password or a key. */
const withoutSecrets = (text: string): string =>
  text
    .replace(/(\w+:\/\/[^\s:/@]+:)[^\s@/]+@/g, "$1[hidden]@")
    .replace(/([?&][\w-]*(?:secret|password|token|key)[\w-]*=)[^\s&"'`]+/gi, "$1[hidden]");
