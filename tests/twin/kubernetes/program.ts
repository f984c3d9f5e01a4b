import { readFileSync } from "node:fs";
import * as kubernetes from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { Program } from "./stack";

// A Pulumi program that declares what a file says.
type ResourceClass = new (name: string, args: object, options: pulumi.CustomResourceOptions) => pulumi.Resource;

function classOf(type: string): ResourceClass {
  const members = type.split(".");
  const find = (module: unknown, member: string) => (module as Readonly<Record<string, unknown>>)[member];
  return members.reduce<unknown>(find, kubernetes) as ResourceClass;
}

const { kubeconfig, resources } = JSON.parse(
  readFileSync(process.env.KUBERNETES_TEST_PROGRAM ?? "", "utf8"),
) as Program;
const provider = new kubernetes.Provider("cluster", { kubeconfig });
const declared = new Map<string, pulumi.Resource>();
for (const { name, type, args, options: { dependsOn = [], ...options } = {} } of resources) {
  const before = dependsOn.flatMap((other) => declared.get(other) ?? []);
  declared.set(name, new (classOf(type))(name, args, { ...options, provider, dependsOn: before }));
}
