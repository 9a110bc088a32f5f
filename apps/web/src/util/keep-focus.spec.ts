import { afterEach, expect, it, vi } from 'vitest';
import { keepFocus } from './keep-focus.ts';

let stop = () => {};
afterEach(() => {
  stop();
  document.body.replaceChildren();
});

function open(html: string): (name: string) => HTMLElement {
  document.body.innerHTML = `<main>${html}</main>`;
  const main = document.querySelector('main');
  if (main) stop = keepFocus(main);
  return (name) => {
    const found = document.getElementById(name);
    if (!found) throw new Error(`no ${name}`);
    return found;
  };
}

const focused = () => document.activeElement?.id;

it('moves the focus to the heading of what stayed when what had it goes away', async () => {
  const at = open(
    '<h1 id="top" tabindex="-1" data-landing>Page</h1><section id="one"><button id="go">Go</button></section>',
  );
  at('go').focus();
  at('one').remove();
  await vi.waitFor(() => expect(focused()).toBe('top'));
});

it('stays as near as it can: within the row before the section', async () => {
  const at = open(
    '<h1 id="top" tabindex="-1" data-landing>Page</h1><div id="row"><input id="field"><p id="foot"><button id="reset">Reset</button></p></div>',
  );
  at('reset').focus();
  at('foot').remove();
  await vi.waitFor(() => expect(focused()).toBe('field'));
});

it('leaves alone who has moved on, and rows that went out of sight', async () => {
  const at = open(
    '<h1 id="top" tabindex="-1" data-landing>Page</h1><div class="cfg-rows"><input id="row"></div><button id="gone">x</button><button id="stays">y</button>',
  );
  at('gone').focus();
  at('stays').focus();
  at('gone').remove();
  at('row').focus();
  at('row').remove();
  await new Promise((resolve) => requestAnimationFrame(resolve));
  await new Promise((resolve) => requestAnimationFrame(resolve));
  expect(document.activeElement).toBe(document.body);
});
