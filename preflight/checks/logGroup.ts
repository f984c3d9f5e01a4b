import { isLeftOver, leftOverProblem, logGroupName } from "../../components/cluster/logGroup";
import { type Check, ok, wrong } from "../check";

/** Whether EKS has left the log group of an earlier cluster of the same name. */
export const logGroup: Check = ({ config: { cluster, region }, opts }) => {
  const name = logGroupName(cluster.name);
  return [
    {
      subject: "log group",
      async answer() {
        if (await isLeftOver(name, opts)) return wrong(leftOverProblem(name, region));
        return ok(`${name} is not there, or is of this environment`);
      },
    },
  ];
};
