import { Beer, Box, Container } from 'lucide-react';
import type { ChoiceForm } from './choice.ts';
import { Pick } from './Pick.tsx';

interface MethodChoiceProps {
  form: ChoiceForm;
  /** Name of this machine's system; undefined while it is not known. */
  os: string | undefined;
  onChange(part: Partial<ChoiceForm>): void;
}

const docker = {
  value: 'docker',
  name: 'Docker',
  badge: 'recommended',
  text: 'In a container, pinned by digest, with its state in a folder of yours. Leaves nothing else behind.',
  icon: Container,
} as const;
const npm = {
  name: 'npm',
  text: 'Into a folder of its own, kept alive by the service manager. Its own Node comes along where yours is too old.',
  icon: Box,
} as const;
const brew = {
  value: 'brew',
  name: 'Homebrew',
  text: 'By the package manager that you keep your Mac with. It decides where things lie.',
  icon: Beer,
} as const;

/** Whether Homebrew is one of the ways for a system of this name, or was asked for. */
export const offersBrew = (form: ChoiceForm, os: string | undefined): boolean =>
  /mac|darwin/i.test(os ?? '') || form.method === 'brew';

/** By what it is installed. Homebrew is offered where it is at home; it can still be asked for elsewhere, under More. */
export function MethodChoice({ form, os, onChange }: MethodChoiceProps) {
  const options =
    form.place === 'ssh'
      ? [docker, { ...npm, value: 'native' as const }]
      : [docker, { ...npm, value: 'npm' as const }, ...(offersBrew(form, os) ? [brew] : [])];
  return <Pick label="How?" value={form.method} options={options} onPick={(method) => onChange({ method })} />;
}
