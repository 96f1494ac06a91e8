/** Whether Traefik's entry point on a port of its container sends everything to HTTPS, as its arguments say. */
export function redirectsToHttps(port: number, args: readonly string[]): boolean {
  const entry = args
    .map((arg) => /^--entrypoints\.([^.]+)\.address=:(\d+)(?:\/tcp)?$/i.exec(arg))
    .find((match) => Number(match?.[2]) === port);
  return entry != null && args.includes(`--entrypoints.${entry[1]}.http.redirections.entrypoint.to=https`);
}
