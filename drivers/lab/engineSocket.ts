import * as http from "node:http";

/** Whether a Docker engine answers on this Unix socket; never takes longer than `within` milliseconds. */
export function engineAnswers(socketPath: string, within = 2000): Promise<boolean> {
  return ask(socketPath, "/_ping", within).then(
    (body) => body === "OK",
    () => false,
  );
}

/** A GET request of the Docker API, its answer as text. Errors when the status is not 200. */
export function ask(socketPath: string, path: string, within = 10_000): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = http.get({ socketPath, path, timeout: within, agent: false }, (response) => {
      let body = "";
      response.setEncoding("utf8").on("data", (text: string) => (body += text));
      response.on("error", reject);
      response.on("end", () =>
        response.statusCode === 200
          ? resolve(body)
          : reject(new Error(`the container engine answered ${response.statusCode} to ${path}: ${body.trim()}`)),
      );
    });
    request.on("timeout", () =>
      request.destroy(new Error(`the container engine did not answer ${path} in ${within} ms`)),
    );
    request.on("error", reject);
  });
}

/** Asks `probe` again and again until it says yes; false when the time is over. */
export async function eventually(
  probe: () => boolean | Promise<boolean>,
  within: number,
  every = 20,
): Promise<boolean> {
  const deadline = Date.now() + within;
  for (;;) {
    if (await probe()) return true;
    if (Date.now() > deadline) return false;
    await new Promise((resolve) => setTimeout(resolve, every));
  }
}
