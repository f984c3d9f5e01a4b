import { arnOf, partitionOf, type Place } from "../iam/partition";

/** Roles of nodes and of pods on Fargate, by the end that the data plane gives their names. */
const pullers = ["*-node-role-*", "*-pod-role-*"];

/**
 * The policy of a whole registry; undefined if it has nothing to say.
 *
 * The first pull of an image through the cache has its repository made, as whoever pulls. The policies of AWS for nodes let them import an image,
 * and not make a repository; those for Fargate neither.
 *
 * @param cachePrefixes prefixes of the repositories that the cache makes
 * @param sources accounts that may put copies of their images here
 * @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/pull-through-cache-iam.html
 * @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/registry-permissions-create-replication.html
 */
export function registryPolicy(
  place: Place,
  cachePrefixes: readonly string[],
  sources: readonly string[],
): string | undefined {
  const partition = partitionOf(place.region);
  const repositories = (path: string) => arnOf(place, "ecr", `repository/${path}`);
  const statements = [
    ...(cachePrefixes.length === 0
      ? []
      : [
          {
            Sid: "PullThroughCache",
            Effect: "Allow",
            Principal: { AWS: "*" },
            Action: ["ecr:BatchImportUpstreamImage", "ecr:CreateRepository"],
            Resource: cachePrefixes.map((prefix) => repositories(`${prefix}/*`)),
            Condition: {
              StringEquals: { "aws:PrincipalAccount": place.accountId },
              ArnLike: {
                "aws:PrincipalArn": pullers.map((name) => `arn:${partition}:iam::${place.accountId}:role/${name}`),
              },
            },
          },
        ]),
    ...(sources.length === 0
      ? []
      : [
          {
            Sid: "Copies",
            Effect: "Allow",
            Principal: { AWS: sources.map((account) => `arn:${partition}:iam::${account}:root`) },
            Action: ["ecr:CreateRepository", "ecr:ReplicateImage"],
            Resource: repositories("*"),
          },
        ]),
  ];
  return statements.length === 0 ? undefined : JSON.stringify({ Version: "2012-10-17", Statement: statements });
}
