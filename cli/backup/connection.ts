import { request } from "node:http";
import type { Duplex } from "node:stream";
import type { ServiceAnswer, ServiceConnection } from "../../components/platform/canary";
import { sessionWith } from "../../drivers/reach/reach";
import { Refusal } from "../failure";
import type { DataPlatform, StatefulService } from "./platform";

/** A way to the port of a copy of a service, for one question. */
type Carrier = () => Promise<{ readonly stream: Duplex; readonly stderr: NodeJS.ReadableStream }>;

/**
 * The running service itself, asked at its own port on the machine where it runs: past the ingress and its passwords.
 */
export async function liveService(platform: DataPlatform, service: StatefulService): Promise<ServiceConnection> {
  const copy = (await platform.running()).get(service.name);
  if (!copy)
    throw new Refusal(
      `${service.name} does not run healthily on any machine. See ./ruche status ${platform.workspace.name}`,
    );
  return connection(
    platform,
    service,
    () => platform.cluster.open(copy, service.definition.port),
    (path, content) => platform.cluster.put(copy, path, content),
  );
}

/** A restored copy at an address that only its machine reaches. */
export function restoredService(
  platform: DataPlatform,
  service: StatefulService,
  machine: string,
  address: string,
): ServiceConnection {
  const carrier: Carrier = () =>
    sessionWith(platform.summary, machine).open(`nc ${address} ${service.definition.port}`);
  return connection(platform, service, carrier, () => {
    throw new Error("a restored copy is only read");
  });
}

function connection(
  platform: DataPlatform,
  service: StatefulService,
  carrier: Carrier,
  putFile: ServiceConnection["putFile"],
): ServiceConnection {
  return {
    secret: (name) => platform.secret(service.name, name),
    putFile,
    fetch: async (path, { method = "GET", headers = {}, body } = {}) =>
      ask(
        await carrier(),
        path,
        method,
        {
          host: "localhost",
          connection: "close",
          ...headers,
          ...(body === undefined ? {} : { "content-length": String(Buffer.byteLength(body)) }),
        },
        body,
      ),
  };
}

/**
 * One HTTP request over a program's standard input and output.
 *
 * @throws Error with what the program said; or that no whole answer came in time.
 */
export function ask(
  { stream, stderr }: Awaited<ReturnType<Carrier>>,
  path: string,
  method: string,
  headers: Record<string, string>,
  body?: string,
  withinSeconds = 60,
): Promise<ServiceAnswer> {
  const deadline = AbortSignal.timeout(withinSeconds * 1000);
  let said = "";
  stderr.on("data", (text: Buffer) => {
    said = (said + text.toString()).slice(-500);
  });
  return new Promise<ServiceAnswer>((resolve, reject) => {
    const fail = (error: Error): void =>
      reject(new Error(deadline.aborted ? `no answer within ${withinSeconds} s` : said.trim() || error.message));
    const asked = request(
      {
        path,
        method,
        headers,
        signal: deadline,
        createConnection: () => stream as never,
      },
      (response) => {
        let text = "";
        response
          .setEncoding("utf8")
          .on("data", (part: string) => {
            text += part;
          })
          .on("error", fail)
          .on("end", () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }));
      },
    );
    asked.on("error", fail);
    asked.end(body);
  }).finally(() => stream.destroy());
}
