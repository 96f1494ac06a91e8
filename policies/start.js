// Entry of the pack. Pulumi has registered ts-node with type checks, which reads every declaration file of the SDK at each
// preview; types are the tests' business, so the pack is only transpiled.
const { REGISTER_INSTANCE, register } = require("ts-node");

process[REGISTER_INSTANCE]?.enabled(false);
register({ transpileOnly: true, project: require("node:path").join(__dirname, "tsconfig.json") });

module.exports = require("./index");
