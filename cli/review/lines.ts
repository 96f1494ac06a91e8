import { isMap, isScalar, LineCounter, type Node, parseDocument } from "yaml";

/** Where names are declared: the maps of an environment's file whose keys are names. */
const places = [
  ["config", "ruche:machines", "hosts"],
  ["config", "ruche:storage"],
  ["config", "ruche:backup", "repositories"],
  ["config", "ruche:services"],
];

/**
 * The lines on which an environment's file declares machines, volumes, repositories and services, by name; of one name
 * the last counts.
 */
export function declaredLines(text: string): Readonly<Record<string, number>> {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter });
  return Object.fromEntries(
    places.flatMap((path) => {
      const map = document.getIn(path, true) as Node | undefined;
      return isMap(map)
        ? map.items.flatMap(({ key }) =>
            isScalar(key) && key.range ? [[String(key.value), lineCounter.linePos(key.range[0]).line] as const] : [],
          )
        : [];
    }),
  );
}
