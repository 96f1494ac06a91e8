import { isMap, parseDocument, type YAMLMap } from "yaml";
import { wrongEnvironmentName } from "../rules/names";
import { InvalidValue } from "../values";

/**
 * The text of a new environment file, made like an existing one. Comments stay; what belongs to the source alone goes:
 * the seed, every encrypted value, and the keys that Pulumi encrypts with.
 *
 * @param newName name of the new environment: lower-case letters, digits, hyphens
 * @throws InvalidValue when the name cannot be used, or the source is no environment file
 */
export function initEnvironment(sourceText: string, newName: string): string {
  const wrong = wrongEnvironmentName(newName);
  if (wrong) throw new InvalidValue(`${wrong.message} of an environment`, newName, wrong.allowed, wrong.remedy);
  const document = parseDocument(sourceText);
  if (document.errors.length > 0 || !isMap(document.contents)) {
    throw new InvalidValue(
      "the source is not an environment file",
      document.errors[0]?.message.split("\n")[0] ?? "",
      "a file that ruche preview accepts",
      "correct the source first",
    );
  }
  for (const key of ["encryptionsalt", "encryptedkey", "secretsprovider"]) document.delete(key);
  const config = document.get("config");
  if (isMap(config)) {
    config.delete("ruche:seed");
    removeSecrets(config);
  }
  const text = document.toString({ lineWidth: 0, flowCollectionPadding: true });
  const heading = `# The environment ${newName}.`;
  const [first, ...rest] = text.split("\n");
  // The source's first comment line describes the source.
  return first.startsWith("#") ? [heading, ...rest].join("\n") : `${heading}\n${text}`;
}

/** Removes encrypted values, each with the entry that makes no sense without it (a member without the hash). */
function removeSecrets(map: YAMLMap): void {
  for (const { key, value } of [...map.items]) {
    if (!isMap(value)) continue;
    if (isSecure(value) || value.items.some((inner) => isSecure(inner.value))) map.delete(key);
    else removeSecrets(value);
  }
}

function isSecure(node: unknown): boolean {
  return isMap(node) && node.items.length === 1 && node.has("secure");
}
