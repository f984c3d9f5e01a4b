import { writeFileSync } from "node:fs";
import { Command } from "commander";
import { stackFileSchema, stackFileSchemaPath } from "../config/jsonSchema";

new Command("schema")
  .description(
    "Writes config/stack.schema.json, by which editors complete and check stack files, from the code in config/.",
  )
  .action(() => writeFileSync(stackFileSchemaPath, `${JSON.stringify(stackFileSchema(), undefined, 2)}\n`))
  .parse();
