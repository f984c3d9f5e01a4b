import { isObject, type Properties, UNKNOWN, type Value } from "../provider/values";
import { withoutNotes } from "./autoName";
import { fillFormat, type Place } from "./identifiers";
import { isAbsent, join, withDefault } from "./paths";
import { chosenByAws, isChosenByAws, type TypeRules } from "./rules";

/** `over` laid over `base`: members of objects one by one, everything else as a whole. */
export function merge(base: Properties, over: Properties): Properties {
  const result = { ...base };
  for (const [key, value] of Object.entries(over)) {
    const below = result[key];
    if (value !== undefined) result[key] = isObject(below) && isObject(value) ? merge(below, value) : value;
  }
  return result;
}

/** The attributes of a resource that was just made: its inputs, AWS's defaults, and what the format of its type says. */
export function createdOutputs(
  rules: TypeRules,
  place: Place,
  inputs: Properties,
  id: string,
  own: Properties,
): Properties {
  let outputs = withoutNotes(inputs);
  for (const [path, value] of Object.entries(rules.apiDefaults ?? {}))
    outputs = withDefault(outputs, path, value, true);
  outputs = merge(outputs, own);
  for (const [name, { format, value }] of Object.entries(rules.computedOutputs)) {
    if (name === "id" || outputs[name] !== undefined) continue;
    if (format !== undefined) outputs = { ...outputs, [name]: fillFormat(format, place, { ...outputs, id }) };
    else if (value !== undefined) outputs = { ...outputs, [name]: value };
  }
  return outputs;
}

/** The attributes that a preview of a creation shows: what AWS makes up or chooses is unknown. */
export function previewOutputs(rules: TypeRules, inputs: Properties): Properties {
  let outputs = withoutNotes(inputs);
  for (const path of chosenByAws(rules)) if (path !== "id") outputs = withDefault(outputs, path, UNKNOWN, false);
  return outputs;
}

/**
 * The attributes after an update: the new inputs over the old attributes, without those whose input is gone. What AWS made up or chose stays.
 * @param own attributes that the update changed besides
 */
export function updatedOutputs(rules: TypeRules, current: Sides, news: Properties, own: Properties): Properties {
  return merge(replaceInputs(rules, "", current, withoutNotes(news)), own);
}

interface Sides {
  readonly inputs: Properties;
  readonly outputs: Properties;
}

function replaceInputs(rules: TypeRules, path: string, { inputs, outputs }: Sides, news: Properties): Properties {
  const kept = Object.entries(outputs).filter(
    ([key]) => inputs[key] === undefined || news[key] !== undefined || isChosenByAws(rules, join(path, key)),
  );
  const result: Properties = Object.fromEntries(kept);
  for (const [key, value] of Object.entries(news)) {
    const [before, old] = [outputs[key], inputs[key]];
    result[key] =
      isObject(value) && isObject(before)
        ? replaceInputs(rules, join(path, key), { inputs: isObject(old) ? old : {}, outputs: before }, value)
        : value;
  }
  return result;
}

/** The attributes that a preview of an update shows. */
export function updatePreview(
  rules: TypeRules,
  current: Sides,
  news: Properties,
  changing: readonly string[],
): Properties {
  const outputs = updatedOutputs(rules, current, news, {});
  for (const name of changing) outputs[name] = UNKNOWN;
  return outputs;
}

/** The inputs as the resource has them now: those given, with the values that have drifted. */
export function currentInputs(inputs: Properties, outputs: Properties): Properties {
  return Object.fromEntries(
    Object.entries(inputs).map(([key, value]) => [key, currentValue(value, outputs[key], key)]),
  );
}

function currentValue(input: Value | undefined, output: Value | undefined, key: string): Value | undefined {
  if (key.startsWith("__") || isAbsent(output)) return input;
  if (isObject(input) && isObject(output) && key !== "tags" && key !== "tagsAll") return currentInputs(input, output);
  if (Array.isArray(input) && Array.isArray(output) && input.length === output.length)
    return input.map((item, index) => currentValue(item, output[index], "") ?? null);
  return output;
}

/** The attributes as the engine gets them: without the simulation's own notes. */
export function shownOutputs(outputs: Properties): Properties {
  return Object.fromEntries(Object.entries(outputs).filter(([key]) => !key.startsWith("__")));
}
