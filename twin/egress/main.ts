import { rmSync } from "node:fs";
import { ApiServer } from "../apiServer/apiServer";
import { ControlPlaneFiles } from "../controlPlane/files";
import { Egress } from "./egress";

const [directory, socket] = process.argv.slice(2);
if (directory === undefined || socket === undefined)
  throw new Error("usage: main.ts <folder of the control plane> <socket, from that folder>");
const files = new ControlPlaneFiles(directory);
// A process that was killed leaves its socket.
rmSync(socket, { force: true });
new Egress(new ApiServer(files.kubeconfig("admin")), files).listen(socket);
