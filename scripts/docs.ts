import { readFileSync, writeFileSync } from "node:fs";
import { Command } from "commander";
import { addonPage, addonPagePath } from "../config/addonPage";
import { exposurePage, exposurePagePath } from "../config/exposurePage";

new Command("docs")
  .description(
    "Writes the parts of docs/addons.md and docs/exposure.md that follow from the specs and from the stack files' pins.",
  )
  .action(() => {
    writeFileSync(addonPagePath, addonPage(readFileSync(addonPagePath, "utf8")));
    writeFileSync(exposurePagePath, exposurePage(readFileSync(exposurePagePath, "utf8")));
  })
  .parse();
