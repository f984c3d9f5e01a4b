// Which environments a change touches, as JSON: `node scripts/affectedEnvironments.cjs <changed file>...`.
// Plain Node: it runs before there are packages.
const fs = require("node:fs");
const path = require("node:path");

/** What no environment's plan depends on. Everything else counts as part of the program. */
const APART = [
  /^(\.ci|\.github|bench|docs|plan|recording|render|scripts|tests|twin)\//,
  /^[^/]*\.md$/,
  /^(LICENSE|\.gitignore|\.mocharc.*|\.prettier.*|eslint\.config\.mjs|tsconfig\.json)$/,
];

/**
 * @param {readonly string[]} changed paths of changed files, from the project's folder
 * @param {readonly string[]} environments all there are
 * @returns {string[]} in the order of `environments`
 */
exports.affectedEnvironments = function (changed, environments) {
  const own = new Map(environments.map((name) => [`Pulumi.${name}.yaml`, name]));
  const isStackFile = (file) => /^Pulumi\.[^/]+\.yaml$/.test(file); // of an environment that is gone, too
  const ofProgram = (file) => !isStackFile(file) && !APART.some((pattern) => pattern.test(file));
  if (changed.some(ofProgram)) return [...environments];
  const touched = new Set(changed.map((file) => own.get(file)));
  return environments.filter((name) => touched.has(name));
};

/** The environments with a stack file in the folder. */
exports.environmentsIn = function (directory) {
  return fs
    .readdirSync(directory)
    .flatMap((file) => /^Pulumi\.([A-Za-z0-9-]+)\.yaml$/.exec(file)?.[1] ?? [])
    .sort();
};

if (require.main === module) {
  const environments = exports.environmentsIn(path.dirname(__dirname));
  console.log(JSON.stringify(exports.affectedEnvironments(process.argv.slice(2), environments)));
}
