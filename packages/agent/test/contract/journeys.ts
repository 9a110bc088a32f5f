// The ways through the offered operations that reach every documented status, one file an area. Each is walked once, on
// the suite's own agent; one that needs other parts starts an agent of its own and says with `note` what it saw.
import type { AvailableOperationId } from '../../src/http/generated/routes.ts';
import type { Answer, RequestOptions, TestAgent, TestTokens } from '../support/start-agent.ts';
import { configCheckJourney } from './config-check-journey.ts';
import { configJourney } from './config-journey.ts';
import { installJourney } from './install-journey.ts';
import { jobsJourney } from './jobs-journey.ts';
import { setupJourney } from './setup-journey.ts';
import { sshJourney } from './ssh-journey.ts';

export interface JourneyTools {
  agent: TestAgent;
  owner: TestTokens;
  /** Asks the suite's agent as the owner, or as the options say, and notes the status. */
  call(operation_id: AvailableOperationId, options?: RequestOptions, path?: string): Promise<Answer>;
  /** Notes a status that was seen elsewhere, such as on an agent of the journey's own. */
  note(operation_id: AvailableOperationId, status: number): void;
}

export interface Journey {
  title: string;
  walk(tools: JourneyTools): Promise<void>;
}

/** One line an area. */
export const journeys: readonly Journey[] = [
  jobsJourney,
  setupJourney,
  sshJourney,
  configCheckJourney,
  configJourney,
  installJourney,
];
