import { nearest } from "../components/spec/nearest";

type Values = Readonly<Record<string, unknown>>;

const isMap = (value: unknown): value is Values => typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * The paths that a chart's own values do not have, each with what was probably meant: Helm takes any value, and a misspelt
 * one has no effect. Below a value that the chart leaves empty, anything may stand.
 */
export const unknownPaths = (paths: readonly string[], chartValues: Values): string[] =>
  paths.flatMap((path) => {
    let values: unknown = chartValues;
    const steps = path.split(".");
    for (const [index, step] of steps.entries()) {
      if (!isMap(values) || Object.keys(values).length === 0) return [];
      if (!(step in values)) {
        const meant = nearest(step, Object.keys(values));
        const hint = meant === undefined ? "" : ` (did you mean ${[...steps.slice(0, index), meant].join(".")}?)`;
        return [`${path}${hint}`];
      }
      values = values[step];
    }
    return [];
  });
