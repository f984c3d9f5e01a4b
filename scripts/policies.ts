import { writeFileSync } from "node:fs";
import * as path from "node:path";
import { Command } from "commander";
import { documents } from "../iam/documents";

new Command("policies")
  .description(
    "Writes the IAM policies of whoever runs the program, iam/deployer*.json and iam/preview.json, from iam/provider-permissions.json. Review the difference.",
  )
  .action(() => {
    for (const [name, document] of Object.entries(documents)) {
      writeFileSync(path.join(__dirname, "..", "iam", `${name}.json`), `${JSON.stringify(document, undefined, 2)}\n`);
    }
  })
  .parse();
