// The typed other end of the control socket: one question, one answer, one connection.
import { connect } from 'node:net';
import type { ControlRequest, ControlResponse, ControlStatus } from './control/protocol.ts';
import type { ScenarioName } from './scenarios/names.ts';

export interface SimulatorControl {
  status(): Promise<ControlStatus>;
  /** Leaves the scenario that runs and enters another one. */
  scenario(name: ScenarioName): Promise<ControlStatus>;
  /** Moves virtual time on, firing what falls due. */
  advance(ms: number): Promise<ControlStatus>;
}

/** A client for the socket at the given path. Every call rejects when nobody answers or the answer is a refusal. */
export function createControlClient(path: string): SimulatorControl {
  const ask = async (request: ControlRequest): Promise<ControlStatus> => {
    const response = await exchange(path, request);
    if (!response.ok) throw new Error(`the simulator refused ${request.command}: ${response.error}`);
    return response;
  };
  return {
    status: () => ask({ command: 'status' }),
    scenario: (name) => ask({ command: 'scenario', name }),
    advance: (ms) => ask({ command: 'advance', ms }),
  };
}

function exchange(path: string, request: ControlRequest): Promise<ControlResponse> {
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    let text = '';
    socket.on('error', reject);
    socket.on('close', () => reject(new Error('the simulator closed the control socket without an answer')));
    socket.on('data', (data) => {
      text += String(data);
      if (!text.includes('\n')) return;
      resolve(JSON.parse(text) as ControlResponse); // one line, written by our own server
      socket.end();
    });
    socket.write(`${JSON.stringify(request)}\n`);
  });
}
