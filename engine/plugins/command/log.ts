/** Telling the engine what a command writes, line by line, beside the resource that it belongs to. */
import * as grpc from "@grpc/grpc-js";
import { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { LogRequest, LogSeverity } from "@pulumi/pulumi/proto/engine_pb";

/** Says something for a resource; settles when the engine has it. A log that cannot be written is no failure. */
export type Log = (severity: "info" | "warning", message: string, urn?: string) => Promise<void>;

/** A log of the engine at this address (`127.0.0.1:port`). */
export function engineLog(address: string): Log {
  const client = new EngineClient(address, grpc.credentials.createInsecure(), { "grpc.max_send_message_length": -1 });
  return (severity, message, urn) =>
    new Promise((done) => {
      const request = new LogRequest();
      request.setSeverity(severity === "info" ? LogSeverity.INFO : LogSeverity.WARNING);
      request.setMessage(message);
      if (urn !== undefined) request.setUrn(urn);
      client.log(request, () => done());
    });
}

/** Which streams of a command are logged: the `logging` property. */
export type Logging = "stdout" | "stderr" | "stdoutAndStderr" | "none";

/** Passes on complete lines of what a command writes. */
export class LineLog {
  private readonly rest = { stdout: "", stderr: "" };
  private sent: Promise<unknown> = Promise.resolve();

  /** @param mask hides secrets; it is given whole lines only, so that none is cut in two */
  constructor(
    private readonly log: Log,
    private readonly urn: string,
    private readonly logging: Logging,
    private readonly mask: (text: string) => string,
  ) {}

  /** Takes a piece of output. */
  take(stream: "stdout" | "stderr", text: string): void {
    if (this.logging === "none" || (this.logging !== "stdoutAndStderr" && this.logging !== stream)) return;
    const lines = (this.rest[stream] + text).split("\n");
    this.rest[stream] = lines.pop()!;
    if (lines.length > 0) this.send(lines.join("\n"));
  }

  /** Sends what is left without line break, and waits until the engine has all. */
  async end(): Promise<void> {
    for (const stream of ["stdout", "stderr"] as const) if (this.rest[stream] !== "") this.send(this.rest[stream]);
    await this.sent;
  }

  private send(text: string): void {
    const message = this.mask(text);
    this.sent = this.sent.then(() => this.log("info", message, this.urn));
  }
}
