import { readFileSync, writeFileSync } from "node:fs";
import { Command } from "commander";
import { addonPage, addonPagePath } from "../config/addonPage";

new Command("docs")
  .description("Writes the part of docs/addons.md that follows from the add-ons' specs and the stack files' pins.")
  .action(() => writeFileSync(addonPagePath, addonPage(readFileSync(addonPagePath, "utf8"))))
  .parse();
