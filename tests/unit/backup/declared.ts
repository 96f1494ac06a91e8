/** The container that people reach; `more` is what another one has instead. */
export const containerOf = (name: string, more: object = {}): object => ({
  name,
  image: "registry/wiki:1",
  command: ["--loud", "x y"],
  environment: { COLOUR: "a b" },
  configuration: {},
  secrets: ["key"],
  folders: ["/storage"],
  health: { command: ["healthy", name], withinSeconds: 5 },
  job: false,
  ...more,
});

/** A hook by which Docker loses the network that often, in the moment in which a container comes. */
export const lost = (times: number): string =>
  `[ "$1" != run ] || [ "$(cat "$RUCHE_ROOT/lost" 2>/dev/null | wc -l)" -ge ${times} ] || { echo >> "$RUCHE_ROOT/lost"; ` +
  'echo "docker: Error response from daemon: network tv5oxuh88kjk not found." >&2; echo "See \'docker run --help\'." >&2; exit 125; }';

/** A database whose commands work on a file in the folder of its server. */
export const databaseOf = (name: string): object => ({
  kind: "database",
  engine: "mariadb",
  name,
  server: "mariadb",
  image: "registry/mariadb:10",
  commands: {
    client: 'read -r password; { echo "$password"; cat; } >> users',
    dump: 'read -r password; [ "$password" = "of the backup" ] && cat $server/$name',
    load: 'read -r password; [ "$password" = "of the administrator" ] && cat > $server/$name',
    drop: "read -r password; rm -f $server/$name",
    compare: "read -r password; cat $server/$name",
    rows: "grep -a '^row'",
    plain: "exec cat",
  },
});
