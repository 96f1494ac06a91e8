// Starts Etherpad when its database answers, and ends it, for the orchestrator to start anew, when the database stays
// away.
//
//   DB_HOST, DB_PORT (3306), DB_NAME, DB_USER (etherpad)
//   DB_PASS_FILE                 default /run/secrets/etherpad-database
//   ETHERPAD_API_KEY_FILE        default /run/secrets/etherpad-api-key; without it the API has a random key
//   ETHERPAD_SESSION_KEY_FILE    default /run/secrets/etherpad-session-key; without it sessions end with the process
//   DB_WAIT                      seconds to wait for the database (60)
//   DB_AWAY                      seconds without the database after which the process ends (30)
const { randomBytes } = require("node:crypto");
const fs = require("node:fs");

const environment = process.env;
const content = (file) => (fs.existsSync(file) ? fs.readFileSync(file, "utf8").trim() : undefined);
const keys = fs.mkdtempSync("/tmp/etherpad-");

/** Etherpad writes a key where it finds none, so each one is a file of this process alone. */
function keyFile(name, source) {
  const file = `${keys}/${name}`;
  fs.writeFileSync(file, content(source) || randomBytes(32).toString("hex"), { mode: 0o600 });
  return file;
}

/** A question as Etherpad's own user: a server that is there without its database or users is not ready. */
function databaseAnswers() {
  const mysql = require("/opt/etherpad/src/node_modules/mysql");
  const {
    DB_HOST: host,
    DB_PORT: port = 3306,
    DB_NAME: database = "etherpad",
    DB_USER: user = "etherpad",
    DB_PASS: password,
  } = environment;
  const connection = mysql.createConnection({
    host,
    port: Number(port),
    database,
    user,
    password,
    connectTimeout: 2000,
  });
  return new Promise((resolve) => {
    const end = (answer) => {
      connection.destroy();
      resolve(answer);
    };
    connection.on("error", () => end(false));
    connection.query({ sql: "SELECT 1", timeout: 3000 }, (error) => end(!error));
  });
}

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

function giveUp(why) {
  console.error(`etherpad: ${why}`);
  process.exit(1);
}

async function main() {
  const ownDatabase = (environment.DB_TYPE || "mysql") !== "mysql";
  if (!ownDatabase) {
    if (!environment.DB_HOST) giveUp("DB_HOST is not set; it names the database server");
    environment.DB_PASS = environment.DB_PASS || content(environment.DB_PASS_FILE || "/run/secrets/etherpad-database");
    if (!environment.DB_PASS) giveUp("there is no database password; DB_PASS_FILE names the file that holds it");
    const deadline = Date.now() + 1000 * (environment.DB_WAIT || 60);
    while (!(await databaseAnswers())) {
      if (Date.now() > deadline) giveUp(`the database at ${environment.DB_HOST} does not answer`);
      await pause(250);
    }
    void watch();
  }
  process.argv.push("--settings", "/opt/etherpad/settings.json");
  process.argv.push("--apikey", keyFile("api", environment.ETHERPAD_API_KEY_FILE || "/run/secrets/etherpad-api-key"));
  process.argv.push(
    "--sessionkey",
    keyFile("session", environment.ETHERPAD_SESSION_KEY_FILE || "/run/secrets/etherpad-session-key"),
  );
  const server = require("/opt/etherpad/src/node/server");
  await server.start();
}

/**
 * Single lost connections are made anew by the driver; a database that stays away is nothing to sit out with unsaved
 * pads.
 */
async function watch() {
  let last = Date.now();
  for (;;) {
    await pause(5000);
    if (await databaseAnswers()) last = Date.now();
    else if (Date.now() - last > 1000 * (environment.DB_AWAY || 30))
      giveUp(`the database at ${environment.DB_HOST} has been away for too long`);
  }
}

main().catch((error) => giveUp(error.stack || error));
