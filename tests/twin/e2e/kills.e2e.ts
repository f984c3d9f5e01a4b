import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { disagreements } from "./kills/agreement";
import { type Kill, type ProcessName, PROCESSES, runAndKill } from "./kills/kill";
import { Random } from "./kills/random";
import { type StepKind, STEP_KINDS } from "./kills/steps";
import { Rehearsal } from "./rehearsal";

/**
 * Kills that are drawn; about half of them come to their step before the command is done. `KILLS=84` draws as many as it takes for forty;
 * `KILLS=7 KILL_SEED=3 npm run test:twin -- --grep "seed 3"` runs one round again, by its seed.
 */
const kills = Number(process.env.KILLS ?? 21);
const firstSeed = Number(process.env.KILL_SEED ?? 2);

const KILLS_OF_ROUND = { up: 3, update: 1, destroy: 3 };
const KILLS_A_ROUND = Object.values(KILLS_OF_ROUND).reduce((sum, count) => sum + count);

const app = { image: "public.ecr.aws/nginx/nginx-unprivileged:1.29.8-alpine", greeting: "Hello" };
const created = { "cluster.deletionProtection": false, "apps.hello": app };
/** Changes an app and a node group in place. */
const changed = {
  ...created,
  "apps.hello": { ...app, greeting: "Hello again" },
  "dataPlane.0.scaling": { min: 1, max: 3 },
  "dataPlane.0.labels": { tier: "system" },
};

describe("a command after one that was killed", () => {
  const tried = new Map<string, { tried: number; converged: number }>();
  const row = ({ process, step }: Kill) => {
    const key = `${process} | ${step}`;
    const cell = tried.get(key) ?? { tried: 0, converged: 0 };
    tried.set(key, cell);
    return cell;
  };
  after(() => {
    console.log(["process", "step", "tried", "converged"].join(" | "));
    for (const [key, cell] of [...tried].sort()) console.log(`${key} | ${cell.tried} | ${cell.converged}`);
    console.log(`all | | ${sum("tried")} | ${sum("converged")}`);
  });

  for (let round = 0; round * KILLS_A_ROUND < kills; round++) {
    const seed = firstSeed + round;
    it(`carries on: seed ${seed}`, async () => {
      const random = new Random(seed);
      const rehearsal = new Rehearsal(`kills-${seed}`, join(__dirname, "../../stacks/Pulumi.smallest.yaml"));
      try {
        await converge(random, rehearsal);
      } catch (error) {
        throw new Error(
          `KILLS=${KILLS_A_ROUND} KILL_SEED=${seed} npm run test:twin -- --grep "seed ${seed}" does this again`,
          { cause: error },
        );
      } finally {
        await rehearsal.discard();
      }
    });
  }

  async function converge(random: Random, rehearsal: Rehearsal): Promise<void> {
    const killAll = async (command: "up" | "destroy", drawn: readonly Kill[]) => {
      const killed: Kill[] = [];
      for (const kill of drawn) {
        if (command === "destroy" && !existsSync(rehearsal.environment.directory)) break;
        if (!(await runAndKill(rehearsal, command, kill))) continue;
        row(kill).tried++;
        killed.push(kill);
      }
      return () => killed.forEach((kill) => row(kill).converged++);
    };
    const assertAgreed = async () => {
      await rehearsal.assertUnchanged();
      assert.deepEqual(await disagreements(rehearsal.environment), []);
    };

    rehearsal.write(created);
    const upConverged = await killAll("up", inOrder(drawKills(random, KILLS_OF_ROUND.up)));
    await rehearsal.up();
    await assertAgreed();
    upConverged();

    rehearsal.write(changed);
    const updateConverged = await killAll("up", drawKills(random, KILLS_OF_ROUND.update, ["nodes", "objects"]));
    await rehearsal.up();
    await assertAgreed();
    updateConverged();

    const destroyConverged = await killAll("destroy", inOrder(drawKills(random, KILLS_OF_ROUND.destroy)).reverse());
    if (existsSync(rehearsal.environment.directory)) await rehearsal.succeed("destroy", "--yes", "--skip-preview");
    assert.equal(existsSync(rehearsal.environment.directory), false);
    destroyConverged();
  }

  function sum(name: "tried" | "converged"): number {
    return [...tried.values()].reduce((total, cell) => total + cell[name], 0);
  }
});

function drawKills(random: Random, count: number, steps: readonly StepKind[] = STEP_KINDS): Kill[] {
  return Array.from({ length: count }, () => {
    const step = random.of(steps);
    // There is no control plane before there is a cluster.
    const process: ProcessName = random.of(step === "network and roles" ? PROCESSES.slice(0, 3) : PROCESSES);
    return {
      process,
      step,
      count: 1 + random.below(step === "network and roles" ? 8 : 2),
      delayMilliseconds: random.below(400),
    };
  });
}

function inOrder(drawn: readonly Kill[]): Kill[] {
  return [...drawn].sort((a, b) => STEP_KINDS.indexOf(a.step) - STEP_KINDS.indexOf(b.step));
}
