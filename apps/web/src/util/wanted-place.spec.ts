import { expect, it } from 'vitest';
import { rememberPlace, takePlace } from './wanted-place.ts';

it('gives the place back once', () => {
  rememberPlace('/help?runbook=disk_full');
  expect(takePlace()).toBe('/help?runbook=disk_full');
  expect(takePlace()).toBe('/');
});

it('leads nowhere else', () => {
  for (const href of ['//elsewhere.example', '/\\elsewhere.example', 'https://elsewhere.example', 'javascript:1']) {
    rememberPlace(href);
    expect(takePlace()).toBe('/');
  }
});
