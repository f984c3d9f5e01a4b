// What every command of package.json starts with: `node scripts/run.cjs <executable of a package, or a TypeScript file> [arguments]`.
//
// It refuses a Node that is too old, installs the packages where they are missing, and then runs the command in this same process.
// Written in ES5 and without packages, because a Node too old to read today's syntax must still get the message.
"use strict";

var fs = require("fs");
var path = require("path");

var directory = path.dirname(__dirname);

function main() {
  refuseOldNode(require("../package.json").engines.node.replace(">=", ""));
  require("./packages.cjs").ensurePackages(directory);
  var command = process.argv[2];
  if (/\.ts$/.test(command)) require("../typescript.cjs");
  process.argv.splice(1, 2, locate(command));
  require("module").runMain();
}

function locate(command) {
  if (/\.ts$/.test(command)) return path.join(directory, command);
  return fs.realpathSync(path.join(directory, "node_modules", ".bin", command));
}

function refuseOldNode(minimum) {
  var wanted = minimum.split(".").map(Number);
  var given = process.versions.node.split(".").map(Number);
  var difference = given[0] - wanted[0] || given[1] - wanted[1];
  if (difference >= 0) return;
  console.error(
    "Node " +
      minimum +
      " or later is required; this is Node " +
      process.versions.node +
      " (" +
      process.execPath +
      "). " +
      "Install a later one from https://nodejs.org/en/download, or with `nvm install`, and run the command again."
  );
  process.exit(1);
}

main();
