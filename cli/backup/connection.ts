import { type ChildProcess, spawn } from "node:child_process";
import { request } from "node:http";
import { Duplex } from "node:stream";
import type { ServiceAnswer, ServiceConnection } from "../../components/platform/canary";
import { Refusal } from "../failure";
import type { DataPlatform, StatefulService } from "./platform";
import { putFileProgram } from "./programs";

/** Where a copy of a service is. */
interface Place {
  readonly machine: string;
  /** Shell command on that machine that carries bytes to the service's port. */
  readonly carry: string;
}

/** The running service itself, asked at its own port on the machine where it runs: past the ingress and its passwords. */
export async function liveService(platform: DataPlatform, service: StatefulService): Promise<ServiceConnection> {
  const place = (await platform.running()).get(service.name);
  if (!place)
    throw new Refusal(
      `${service.name} does not run healthily on any machine. See ./ruche status ${platform.workspace.name}`,
    );
  const { machine, container } = place;
  const carry = `exec nsenter --net=/proc/$(docker inspect --format '{{.State.Pid}}' ${container})/ns/net nc 127.0.0.1 ${service.definition.port}`;
  return connection(platform, service, { machine, carry }, async (path, content) => {
    await platform.on(machine, putFileProgram(container, path), content);
  });
}

/** A restored copy at an address that only its machine reaches. */
export function restoredService(
  platform: DataPlatform,
  service: StatefulService,
  machine: string,
  address: string,
): ServiceConnection {
  return connection(platform, service, { machine, carry: `exec nc ${address} ${service.definition.port}` }, () => {
    throw new Error("a restored copy is only read");
  });
}

function connection(
  platform: DataPlatform,
  service: StatefulService,
  place: Place,
  putFile: ServiceConnection["putFile"],
): ServiceConnection {
  return {
    secret: (name) => platform.secret(service.name, name),
    putFile,
    fetch: (path, { method = "GET", headers = {}, body } = {}) =>
      ask(
        spawn("ssh", [...platform.ssh(place.machine), place.carry], { stdio: ["pipe", "pipe", "pipe"] }),
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

/** One HTTP request over a program's standard input and output. */
function ask(
  carrier: ChildProcess,
  path: string,
  method: string,
  headers: Record<string, string>,
  body?: string,
): Promise<ServiceAnswer> {
  let said = "";
  carrier.stderr!.setEncoding("utf8").on("data", (text: string) => {
    said = (said + text).slice(-500);
  });
  carrier.stdin!.on("error", () => undefined);
  return new Promise<ServiceAnswer>((resolve, reject) => {
    const asked = request(
      {
        path,
        method,
        headers,
        timeout: 20_000,
        createConnection: () => Duplex.from({ readable: carrier.stdout!, writable: carrier.stdin! }) as never,
      },
      (response) => {
        let text = "";
        response
          .setEncoding("utf8")
          .on("data", (part: string) => {
            text += part;
          })
          .on("error", reject)
          .on("end", () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }));
      },
    );
    asked
      .on("error", (error) => reject(new Error(said.trim() || error.message)))
      .on("timeout", () => asked.destroy(new Error(`no answer to ${method} ${path.split("?")[0]} within 20 s`)));
    asked.end(body);
  }).finally(() => carrier.kill());
}
