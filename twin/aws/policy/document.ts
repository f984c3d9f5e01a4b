import { existsSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { z } from "zod";
import { UsageError } from "../../../config/findStackFile";
import { PROJECT_DIRECTORY } from "../../environment";
import { partitionOf } from "../regions";
import { conditionKeys, findKey, operators } from "./conditions";

/** One may stand without its list. */
const listOf = <Item extends z.ZodType>(item: Item) =>
  z.preprocess((value) => (Array.isArray(value) ? (value as unknown) : [value]), z.array(item));

const list = listOf(z.string());

const withoutVariables = list.refine((values) => !values.some((value) => value.includes("${")), {
  message: "policy variables are not known to the twin",
});

const conditionSchema = z
  .record(z.string(), z.record(z.string(), withoutVariables))
  .superRefine((condition, context) => {
    const problem = (path: string[], names: readonly string[]) =>
      context.addIssue({ code: "custom", path, message: `not known to the twin, which knows ${names.join(", ")}` });
    for (const [operator, keys] of Object.entries(condition)) {
      if (!operators.includes(operator)) problem([operator], operators);
      for (const key of Object.keys(keys)) if (!findKey(key)) problem([operator, key], conditionKeys);
    }
  });

const statementSchema = z
  .strictObject({
    Sid: z.string().optional(),
    Effect: z.enum(["Allow", "Deny"]),
    Action: list,
    Resource: withoutVariables,
    Condition: conditionSchema.optional(),
  })
  .refine(({ Effect, Resource }) => Effect === "Allow" || Resource.includes("*"), {
    message: "a Deny for some resources only is not known to the twin",
    path: ["Resource"],
  });

const documentSchema = z.strictObject({
  Version: z.literal("2012-10-17"),
  Id: z.string().optional(),
  Statement: listOf(statementSchema),
});

export type Statement = z.infer<typeof statementSchema>;

/** What a principal may do: the statements of all its policies. */
export type Policy = readonly Statement[];

const DEPLOYER = ["deployer.json", "deployer-iam.json", "deployer-addons.json", "deployer-registry.json"].map((name) =>
  path.join(PROJECT_DIRECTORY, "iam", name),
);

/** The deployer's policies in `iam/`, for the partition that a region is in. */
export function deployerPolicy(region: string): Policy {
  return DEPLOYER.flatMap((file) => {
    const text = readFileSync(file, "utf8").replaceAll("arn:aws:", `arn:${partitionOf(region)}:`);
    return parsePolicy(text, file);
  });
}

/** Reads IAM policy documents. @throws UsageError naming what is no policy, or more of one than the twin knows */
export function readPolicies(files: readonly string[]): Policy {
  return files.flatMap((file) => {
    if (!existsSync(file)) throw new UsageError(`There is no policy file ${file}.`);
    return parsePolicy(readFileSync(file, "utf8"), file);
  });
}

/** @param file names the document in errors */
export function parsePolicy(text: string, file: string): Policy {
  const problem = (what: string) =>
    new UsageError(`${file} is no IAM policy that the twin can hold calls against:\n${what}`);
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    throw problem(error instanceof Error ? error.message : String(error));
  }
  const parsed = documentSchema.safeParse(content);
  if (parsed.success) return parsed.data.Statement;
  throw problem(z.prettifyError(parsed.error));
}
