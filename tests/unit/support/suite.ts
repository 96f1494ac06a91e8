import Mocha from "mocha";

/** Runs a suite by itself, beside the one that runs, and answers the titles of what failed in it. */
export async function failuresOf(define: () => void): Promise<readonly string[]> {
  const inner = new Mocha({ reporter: class {} as never });
  const names = ["describe", "it", "before", "after", "beforeEach", "afterEach"] as const;
  const outer = Object.fromEntries(names.map((name) => [name, globalThis[name]]));
  const own: Record<string, unknown> = {};
  inner.suite.emit("pre-require", own as never, "", inner);
  try {
    Object.assign(globalThis, Object.fromEntries(names.map((name) => [name, own[name]])));
    define();
  } finally {
    Object.assign(globalThis, outer);
  }
  const failed: string[] = [];
  await new Promise<void>((ended) => {
    inner.run(() => ended()).on("fail", ({ title }) => failed.push(title));
  });
  return failed;
}
