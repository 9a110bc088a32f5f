// The control socket speaks one JSON object a line, in both directions. It exists for tests and demonstrations
// only; the real gateway has nothing like it.
//
//   {"command":"status"}                          → {"ok":true,"scenario":…,"phase":…,"boot_id":…,"pid":…,"now_ms":…}
//   {"command":"scenario","name":"channel_down"}  → the same, once the scenario acts
//   {"command":"advance","ms":1000}               → the same; only with the virtual clock
//   anything else                                 → {"ok":false,"error":"…"}
import type { ScenarioName } from '../scenarios/names.ts';

export type ControlRequest =
  | { command: 'status' }
  | { command: 'scenario'; name: string }
  | { command: 'advance'; ms: number };

export interface ControlStatus {
  ok: true;
  scenario: ScenarioName;
  phase: string;
  boot_id: string;
  pid: number;
  port: number;
  now_ms: number;
}

export type ControlResponse = ControlStatus | { ok: false; error: string };
