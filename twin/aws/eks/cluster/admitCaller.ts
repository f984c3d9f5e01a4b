// Run by the twin's `aws` before it issues a credential: see controlPlane/awsShim.ts.
import { Account } from "../../account";
import { CLUSTER } from "../context";
import { callerObstacle } from "./callers";

const [accountFile = "", from = ""] = process.argv.slice(2);
const account = Account.open(accountFile);
const cluster = account?.list(CLUSTER)[0];
const obstacle = account && cluster && callerObstacle(account, cluster, from);
if (obstacle !== undefined) {
  console.error(`dial tcp: i/o timeout: ${obstacle}`);
  process.exitCode = 1;
}
