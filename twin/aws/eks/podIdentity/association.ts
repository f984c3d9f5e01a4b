import { z } from "zod";
import { known, newId } from "../../generic";
import type { Call, Created, ResourceType } from "../../resourceType";
import { versionOf } from "../cluster/stored";
import { computeConfigOf } from "../cluster/inputs";
import { isKarpenter, startCompute, stopCompute } from "../compute/compute";
import { activeCluster, CLUSTER, type EksContext, EksOperation, POD_IDENTITY_ASSOCIATION } from "../context";
import { checkPodRole, checkTargetRole } from "./roles";

const inputsSchema = z.looseObject({
  clusterName: z.string(),
  namespace: z.string(),
  serviceAccount: z.string(),
  roleArn: z.string(),
  targetRoleArn: z.string().optional(),
});

type Inputs = z.infer<typeof inputsSchema>;

/** Which role EKS hands to the pods of a service account. Neither the account nor the agent need be there. */
export const podIdentityAssociationType = (context: EksContext): ResourceType => ({
  type: POD_IDENTITY_ASSOCIATION,

  async create(call, inputs): Promise<Created> {
    const association = known(inputsSchema, POD_IDENTITY_ASSOCIATION, inputs);
    const operation = operationOn("CreatePodIdentityAssociation", association);
    const { clusterName } = association;
    const cluster = activeCluster(call, clusterName, operation);
    checkRoles(call, association, operation);
    if (isKarpenter(inputs)) await startCompute(context, call, clusterName, versionOf(cluster));
    const id = newId(POD_IDENTITY_ASSOCIATION, call, inputs);
    return { id, outputs: { associationId: id, ...externalIdOf(call, association) } };
  },

  update(call, _current, news) {
    const association = known(inputsSchema, POD_IDENTITY_ASSOCIATION, news);
    checkRoles(call, association, operationOn("UpdatePodIdentityAssociation", association));
    return externalIdOf(call, association);
  },

  async delete(call, current) {
    const { clusterName } = known(inputsSchema, POD_IDENTITY_ASSOCIATION, current.inputs);
    const cluster = call.account.get(CLUSTER, clusterName);
    if (!isKarpenter(current.inputs) || !cluster || computeConfigOf(cluster.inputs)) return;
    call.account.remove(POD_IDENTITY_ASSOCIATION, current.id);
    await stopCompute(context, call, clusterName, versionOf(cluster));
  },
});

const operationOn = (name: string, { namespace, serviceAccount }: Inputs) =>
  new EksOperation(name, `EKS Pod Identity Association (${namespace}/${serviceAccount})`);

function checkRoles(call: Call, { roleArn, targetRoleArn }: Inputs, operation: EksOperation): void {
  checkPodRole(call, roleArn, operation);
  if (targetRoleArn !== undefined) checkTargetRole(call, roleArn, targetRoleArn, operation);
}

/** What EKS says of itself to the target role when the session has no tags. */
const externalIdOf = (call: Call, { clusterName, namespace, serviceAccount, targetRoleArn }: Inputs) =>
  targetRoleArn === undefined
    ? {}
    : { externalId: [call.region, call.account.id, clusterName, namespace, serviceAccount].join("/") };
