/**
 * The lines of a shell that run a container with what is on standard input, and again for a minute while its network is "not found": Docker takes a
 * network off a machine when the last container leaves it, and does not look again when another one comes in that moment, although it means
 * to (`findAndAttachNetwork` of Docker 20.10). What the container prints on standard output is dropped.
 *
 * @param run - `docker run --rm -i --network …`
 * @param failed - What to run when it failed, after what it said was told.
 */
export function untilAttached(run: string, failed: string): string {
  return [
    "given=$(cat); end=$(($(date +%s) + 60)); attached=",
    `until said=$(printf '%s\\n' "$given" | ${run} 2>&1 >/dev/null) && attached=1; do`,
    '  case "$said" in *network*"not found"*) [ "$(date +%s)" -lt $end ] && sleep 0.3 && continue ;; esac',
    "  break",
    "done",
    `[ -n "$attached" ] || { printf '%s\\n' "$said" >&2; ${failed}; exit 1; }`,
  ].join("\n");
}
