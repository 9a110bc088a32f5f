// @vitest-environment jsdom
import type { ConfigDocument, ConfigField, ConfigFields } from '@moltbot-ops/sdk/types';
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { useState } from 'react';
import { afterEach, describe, expect, it } from 'vitest';
import type { ConfigDraft } from './contract.ts';
import { FieldRow } from './FieldRow.tsx';
import { FormProvider } from './FormProvider.tsx';
import { kept_mask } from './mask.ts';
import { formatPath, type Path } from './tree.ts';

afterEach(cleanup);

const config = {
  gateway: { port: 18789, auth: { token: kept_mask } },
  tools: { allow: ['a', 'b'] },
  models: { apiKey: { source: 'env', provider: 'default', id: 'THE_KEY' } },
};
const document_: ConfigDocument = {
  exists: true,
  path: '/x',
  hash: 'h',
  raw: '{}',
  config,
  valid: true,
  issues: [],
  secrets: [{ path: 'models.apiKey', source: 'env', reference: 'THE_KEY', resolved: false }],
  includes: [],
  managed_by: 'file',
  secret_targets: ['store'],
};
const secret = 'sk-typed-just-now-1234567890';

/** One row over a draft that lives outside, as in the console; gives the draft as it is. */
function show(field: ConfigField, path: Path, draft: ConfigDraft = {}) {
  const held = { draft };
  const fields: ConfigFields = { source: 'live', version: '1', hash: 'f', fields: [field] };
  function Stage() {
    const [now, setNow] = useState(draft);
    return (
      <FormProvider
        value={document_}
        fields={fields}
        draft={now}
        verdict={null}
        focus={null}
        onDraft={(next) => {
          held.draft = next;
          setNow(next);
        }}
      >
        <FieldRow path={path} field={field} />
      </FormProvider>
    );
  }
  render(<Stage />);
  return held;
}

describe('a field', () => {
  it('takes a number as a number, says at once what is wrong with it, and leads back', () => {
    const held = show({ path: 'gateway.port', type: 'integer', maximum: 65535 }, ['gateway', 'port']);
    const input = screen.getByLabelText('Port');
    fireEvent.change(input, { target: { value: '19000' } });
    expect(held.draft).toEqual({ gateway: { port: 19000 } });
    fireEvent.change(input, { target: { value: '99999' } });
    expect(screen.getByText('Not above 65535.')).toBeTruthy();
    fireEvent.change(input, { target: { value: 'many' } });
    expect(input.getAttribute('aria-invalid')).toBe('true');
    fireEvent.click(screen.getByRole('button', { name: 'Reset Port' }));
    expect(held.draft).toEqual({});
  });
  it('that is emptied is not set any more', () => {
    const held = show({ path: 'gateway.port', type: 'integer' }, ['gateway', 'port']);
    fireEvent.change(screen.getByLabelText('Port'), { target: { value: '' } });
    expect(held.draft).toEqual({ gateway: { port: null } });
  });
  it('for on and off knows the default as a third', () => {
    const held = show({ path: 'gateway.tls', type: 'boolean', default: false }, ['gateway', 'tls']);
    fireEvent.click(screen.getByLabelText('On'));
    expect(held.draft).toEqual({ gateway: { tls: true } });
    fireEvent.click(screen.getByLabelText('Default, off'));
    expect(held.draft).toEqual({});
  });
  it('of many choices offers them all', () => {
    const values = ['trace', 'debug', 'info', 'warn', 'error'];
    const held = show({ path: 'logging.level', type: 'enum', values }, ['logging', 'level']);
    fireEvent.change(screen.getByLabelText('Level'), { target: { value: '1' } });
    expect(held.draft).toEqual({ logging: { level: 'debug' } });
  });
  it('that is a list takes items in and out', () => {
    const held = show({ path: 'tools.allow', type: 'list' }, ['tools', 'allow']);
    fireEvent.click(screen.getByRole('button', { name: 'Remove item 1 of Allow' }));
    expect(held.draft).toEqual({ tools: { allow: ['b'] } });
    fireEvent.click(screen.getByRole('button', { name: 'Add to Allow' }));
    fireEvent.change(screen.getByLabelText('Allow, item 2'), { target: { value: 'z' } });
    expect(held.draft).toEqual({ tools: { allow: ['b', 'z'] } });
  });
  it('that is a map takes names of one’s choice, and none twice', () => {
    const held = show({ path: 'env.vars', type: 'map' }, ['env', 'vars']);
    const name = screen.getByLabelText('New name in Vars');
    fireEvent.change(name, { target: { value: 'MY_HOME' } });
    fireEvent.keyDown(name, { key: 'Enter' });
    fireEvent.change(screen.getByLabelText('Vars, MY_HOME'), { target: { value: '/srv' } });
    expect(held.draft).toEqual({ env: { vars: { MY_HOME: '/srv' } } });
    fireEvent.change(screen.getByLabelText('New name in Vars'), { target: { value: 'MY_HOME' } });
    expect(screen.getByText('Taken')).toBeTruthy();
  });
  it('without a form of its own is JSON5, and text that cannot be read changes nothing', async () => {
    const held = show({ path: 'hooks.map', type: 'any' }, ['hooks', 'map']);
    const text = await waitFor(() => screen.getByLabelText('Map'));
    fireEvent.change(text, { target: { value: '{ a: [1, 2,], // two\n}' } });
    expect(held.draft).toEqual({ hooks: { map: { a: [1, 2] } } });
    fireEvent.change(text, { target: { value: '{ a: [1, }' } });
    expect(screen.getByText(/^Line 1, column \d+/)).toBeTruthy();
    expect(held.draft).toEqual({ hooks: { map: { a: [1, 2] } } });
  });
});

describe('a secret', () => {
  const field: ConfigField = { path: 'gateway.auth.token', type: 'string', sensitive: true };
  const path = ['gateway', 'auth', 'token'];
  it('that is set is neither shown nor sent', () => {
    show(field, path);
    expect(screen.getByText('Set, kept')).toBeTruthy();
    expect(document.documentElement.outerHTML).not.toContain(kept_mask);
    expect(screen.queryByRole('textbox')).toBeNull();
  });
  it('is written over only when asked, and the old one can be kept', () => {
    const held = show(field, path);
    fireEvent.click(screen.getByRole('button', { name: 'Replace Token' }));
    fireEvent.change(screen.getByLabelText('Token'), { target: { value: secret } });
    expect(held.draft).toEqual({ gateway: { auth: { token: secret } } });
    fireEvent.click(screen.getByRole('button', { name: 'Keep the old one' }));
    expect(held.draft).toEqual({});
    expect(screen.getByText('Set, kept')).toBeTruthy();
  });
  it('that was typed stands in no attribute and no storage, shown or hidden', () => {
    show(field, path);
    fireEvent.click(screen.getByRole('button', { name: 'Replace Token' }));
    fireEvent.change(screen.getByLabelText('Token'), { target: { value: secret } });
    expect(document.documentElement.outerHTML).not.toContain(secret);
    fireEvent.click(screen.getByRole('button', { name: 'Show Token' }));
    expect(screen.getByLabelText('Token').getAttribute('type')).toBe('text');
    expect(document.documentElement.outerHTML).not.toContain(secret);
    expect(JSON.stringify({ ...localStorage, ...sessionStorage })).not.toContain(secret);
  });
  it('behind a reference says which, and that the service does not find it', () => {
    show({ path: 'models.apiKey', type: 'string', sensitive: true }, ['models', 'apiKey']);
    expect(screen.getByText('env: THE_KEY')).toBeTruthy();
    expect(screen.getByText('the service does not find it')).toBeTruthy();
  });
  it('in what changes is named, never shown', () => {
    show(field, path, { gateway: { auth: { token: secret } } });
    expect(screen.getByText('Was secret, kept')).toBeTruthy();
    expect(formatPath(path)).toBe('gateway.auth.token');
  });
});

describe('a size', () => {
  const field: ConfigField = {
    path: 'logging.maxFileBytes',
    type: 'integer',
    minimum: 1,
    default: 104_857_600,
    label: 'Size',
  };
  const path = ['logging', 'maxFileBytes'];
  const sizeIn = (held: { draft: ConfigDraft }) => JSON.stringify(held.draft);
  const figure = () => screen.getByLabelText<HTMLInputElement>('Size');
  const unit = () => screen.getByLabelText<HTMLSelectElement>('Unit of Size');

  it('is typed in MB and kept in bytes', () => {
    const held = show(field, path);
    expect([figure().placeholder, unit().value]).toEqual(['100 MB', 'MB']);
    fireEvent.change(figure(), { target: { value: '1.' } });
    expect(figure().value).toBe('1.');
    fireEvent.change(figure(), { target: { value: '1.5' } });
    expect(figure().value).toBe('1.5');
    expect(sizeIn(held)).toContain('1572864');
    fireEvent.change(unit(), { target: { value: 'GB' } });
    expect([figure().value, unit().value]).toEqual(['1.5', 'GB']);
    expect(sizeIn(held)).toContain('1610612736');
  });

  it('is checked as bytes, and says what is wrong as any number does', () => {
    show(field, path);
    fireEvent.change(figure(), { target: { value: 'lots' } });
    expect(screen.getByText('A number is needed here.')).toBeDefined();
    fireEvent.change(figure(), { target: { value: '-2' } });
    expect(screen.getByText('Not below 1.')).toBeDefined();
    expect(figure().getAttribute('aria-invalid')).toBe('true');
  });

  it('goes back to what was in force, and says that as people say it', () => {
    show(field, path);
    fireEvent.change(figure(), { target: { value: '7' } });
    fireEvent.click(screen.getByRole('button', { name: 'Reset Size' }));
    expect([figure().value, unit().value]).toEqual(['', 'MB']);
    expect(screen.getByText('100 MB')).toBeDefined();
  });
});
