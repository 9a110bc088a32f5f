// The plan of an installation in a container, for this machine and for others: from a pinned image to a gateway that
// answers on the host's loopback. Every step looks first, so a second run changes nothing; every step takes back what it
// made, and only that. The engine is spoken to over the host's socket; no docker program is run.
import type { PlanStep } from '../../jobs/plan.ts';
import { createContainer } from './docker/create-container.ts';
import type { Docker } from './docker/docker-plan.ts';
import { prepareState } from './docker/prepare-state.ts';
import { pullImage } from './docker/pull-image.ts';
import { startContainer } from './docker/start-container.ts';
import { writeEnvironment } from './docker/write-environment.ts';

export function dockerPlan<Params>(docker: Docker): PlanStep<Params>[] {
  return [
    pullImage(docker),
    prepareState(docker),
    writeEnvironment(docker),
    createContainer(docker),
    startContainer(docker),
  ];
}
