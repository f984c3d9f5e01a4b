import type { types } from "@pulumi/kubernetes";
import type { Container } from "../model/container";
import { Field, Key, ResourceOf } from "../model/sources";

type EnvVar = types.input.core.v1.EnvVar;

export const variables = ({ env = {} }: Container): EnvVar[] =>
  Object.entries(env).map(([name, value]) =>
    value instanceof Key || value instanceof Field || value instanceof ResourceOf
      ? { name, valueFrom: from(value) }
      : { name, value },
  );

function from(source: Key | Field | ResourceOf): types.input.core.v1.EnvVarSource {
  if (source instanceof Field) return { fieldRef: { fieldPath: source.path } };
  if (source instanceof ResourceOf) {
    return { resourceFieldRef: { resource: source.resource, containerName: source.container } };
  }
  const reference = { name: source.of.objectName, key: source.key };
  return source.of.kind === "Secret" ? { secretKeyRef: reference } : { configMapKeyRef: reference };
}
