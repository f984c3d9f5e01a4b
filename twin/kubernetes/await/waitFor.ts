import { annotationOf, annotations } from "../annotations";
import { parsePath } from "../diff";
import { at, conditionOf, type KubernetesObject, scalarText, textAt } from "../objects";
import { type Awaiter, isReady, notReady } from "./readiness";

/**
 * The user's own conditions in the annotation `pulumi.com/waitFor`: one, or a JSON list of them.
 *
 * `condition=Ready`, `condition=Synced=False`, `jsonpath={.status.phase}` (is there) or `jsonpath={.status.phase}=Running`. Of JSONPath, members and list positions.
 */
export function waitForAnnotation(inputs: KubernetesObject): Awaiter | undefined {
  const annotation = annotationOf(inputs, annotations.waitFor);
  if (!annotation) return undefined;
  const checks = expressions(annotation).map((expression) => ({ expression, holds: parseExpression(expression) }));
  return {
    needs: [],
    readiness(object) {
      const open = checks.filter(({ holds }) => !holds(object)).map(({ expression }) => `Waiting for ${expression}`);
      return open.length === 0 ? isReady : notReady(open, open[0]);
    },
  };
}

function expressions(annotation: string): string[] {
  if (!annotation.trimStart().startsWith("[")) return [annotation];
  const list: unknown = JSON.parse(annotation);
  if (!Array.isArray(list) || list.length === 0) throw new Error("at least one condition must be specified");
  return list.map(String);
}

function parseExpression(expression: string): (object: KubernetesObject) => boolean {
  const condition = /^condition=([^=]+)(?:=(.+))?$/.exec(expression);
  if (condition) {
    const [, type = "", status = "True"] = condition;
    return (object) => textAt(conditionOf(object, type), "status").toLowerCase() === status.toLowerCase();
  }
  const jsonPath = /^jsonpath=\{?\.([^}?*@]+)\}?(?:=(.*))?$/.exec(expression);
  if (jsonPath) {
    const [, path = "", wanted] = jsonPath;
    return (object) => {
      const found = at(object, ...parsePath(path));
      return wanted === undefined ? found !== undefined : scalarText(found) === wanted;
    };
  }
  if (expression.startsWith("jsonpath=")) {
    throw new Error(`${annotations.waitFor}: JSONPath not supported here: ${expression}`);
  }
  throw new Error(`${annotations.waitFor}: expected a "jsonpath=" or "condition=" prefix, got "${expression}"`);
}
