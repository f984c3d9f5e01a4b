import * as kubernetes from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

const namespace = "aws-ebs-volumes";

/**
 * A namespace that holds nothing, and ends when the driver has deleted the last volume of a claim. The driver goes after it:
 * a claim goes before its volume does, and nothing else in a cluster waits for that.
 *
 * The API server refuses to end the namespace as long as there is such a volume, and Kubernetes goes on trying, with more and
 * more time between two tries, up to a minute. While a claim still has its volume, the deletion is refused at once.
 *
 * @see https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/#parameter-resources
 */
export function untilLastVolume(
  name: string,
  driver: string,
  { dependsOn, ...opts }: { readonly parent: pulumi.Resource; readonly dependsOn: pulumi.Resource },
): void {
  const policy = new kubernetes.admissionregistration.v1.ValidatingAdmissionPolicy(
    name,
    {
      metadata: { name: namespace },
      spec: {
        failurePolicy: "Fail",
        paramKind: { apiVersion: "v1", kind: "PersistentVolume" },
        matchConstraints: {
          resourceRules: [
            { operations: ["DELETE"], resources: ["namespaces"] },
            { operations: ["UPDATE"], resources: ["namespaces/finalize"] },
          ].map((rule) => ({ ...rule, apiGroups: [""], apiVersions: ["v1"], resourceNames: [namespace] })),
        },
        variables: [
          {
            name: "isToBeDeleted",
            expression: [
              `has(params.spec.csi) && params.spec.csi.driver == "${driver}"`,
              `params.spec.persistentVolumeReclaimPolicy == "Delete"`,
              "has(params.spec.claimRef)",
            ].join(" && "),
          },
        ],
        validations: [
          {
            expression: `!variables.isToBeDeleted || (request.operation == "DELETE" && params.status.phase != "Bound")`,
            messageExpression: [
              `"the EBS volume of the claim "`,
              "params.spec.claimRef.namespace",
              `"/"`,
              "params.spec.claimRef.name",
              `" would stay in the account without its driver: delete the claim first, and its volume with it"`,
            ].join(" + "),
          },
        ],
      },
    },
    opts,
  );
  const binding = new kubernetes.admissionregistration.v1.ValidatingAdmissionPolicyBinding(
    name,
    {
      metadata: { name: namespace },
      spec: {
        policyName: policy.metadata.name,
        paramRef: { selector: {}, parameterNotFoundAction: "Allow" },
        validationActions: ["Deny"],
      },
    },
    opts,
  );
  new kubernetes.core.v1.Namespace(
    name,
    { metadata: { name: namespace } },
    { ...opts, dependsOn: [dependsOn, binding] },
  );
}
