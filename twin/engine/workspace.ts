import * as fs from "node:fs";
import * as path from "node:path";
import { Document, isMap, isScalar, parseDocument, visit } from "yaml";
import { configNamespace } from "../../config/namespace";
import { type Environment, PROJECT_DIRECTORY } from "../environment";

/** What the engine writes into a stack file about its secrets; the user's own must not be used, and the copy's must be kept. */
const SECRETS_KEYS = ["secretsprovider", "encryptedkey", "encryptionsalt"];

/** What a secret of the stack file is on the twin, which has no key to decrypt it. */
const SECRET_PLACEHOLDER = "twin-placeholder";

/**
 * Lays out the folder in which the engine works: Pulumi.yaml with the program's absolute path, and a copy of the stack file.
 * So nothing the engine writes (an encryption salt, for one) reaches the user's files. Charts come from the twin's own mirror.
 *
 * @returns paths of the stack file's encrypted values, which stand as placeholders in the copy
 */
export function prepareWorkspace(environment: Environment): string[] {
  fs.mkdirSync(environment.workspaceDirectory, { recursive: true });

  const project = read(path.join(PROJECT_DIRECTORY, "Pulumi.yaml"));
  project.set("main", path.resolve(PROJECT_DIRECTORY, mainOf(project)));
  write(path.join(environment.workspaceDirectory, "Pulumi.yaml"), project);

  const copyFile = path.join(environment.workspaceDirectory, `Pulumi.${environment.name}.yaml`);
  const copy = read(environment.stackFile);
  for (const key of SECRETS_KEYS) copy.delete(key);
  const salt = fs.existsSync(copyFile) ? read(copyFile).get("encryptionsalt") : undefined;
  if (salt !== undefined) copy.set("encryptionsalt", salt);
  copy.setIn(["config", `${configNamespace}:charts`, "mirror"], environment.chartsDirectory);
  const replaced = replaceSecrets(copy);
  write(copyFile, copy);
  return replaced;
}

function mainOf(project: Document): string {
  const main = project.get("main");
  return typeof main === "string" ? main : "";
}

function replaceSecrets(document: Document): string[] {
  const replaced: string[] = [];
  visit(document, {
    Pair(_key, pair, ancestors) {
      if (!isMap(pair.value) || !pair.value.has("secure")) return undefined;
      const names = [...ancestors, pair].flatMap((node) =>
        "key" in node && isScalar(node.key) ? [String(node.key.value)] : [],
      );
      replaced.push(names.filter((name) => name !== "config").join("."));
      pair.value = document.createNode(SECRET_PLACEHOLDER);
      return visit.SKIP;
    },
  });
  return replaced;
}

function read(file: string): Document {
  return parseDocument(fs.readFileSync(file, "utf8"));
}

function write(file: string, document: Document): void {
  fs.writeFileSync(file, document.toString());
}
