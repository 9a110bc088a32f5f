// What a picture is taken of: a scene, a place, and what is done there before it is worth one.
import type { Page } from '@playwright/test';
import type { FakeAgent } from './fake-agent.ts';
import type { Scene } from './scenes.ts';

export interface Shot {
  name: string;
  scene: Scene;
  path: string;
  paired?: boolean;
  /** Of the window alone, where a list is longer than anybody would look at. */
  window_only?: boolean;
  prepare?(page: Page, agent: FakeAgent): Promise<void>;
}
