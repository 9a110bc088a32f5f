// The environment of everything the scripts start: the pinned Node comes first on the PATH, so that a tool which
// starts `node` by name gets the same one.
import { delimiter, dirname } from 'node:path';
import { findModernNode } from './modern-node.mjs';

/** The modern Node and an environment that puts it first. Throws a sentence when the machine has none. */
export function findToolchain(root) {
  const node = findModernNode(root);
  if (!node) {
    throw new Error(
      `No Node that is new enough was found (24.16 or later of 24, or 26.1 and later; this is ${process.version}). ` +
        'The pinned one is an optional dependency for Linux and macOS on x64 and arm64; elsewhere, put such a Node on the PATH.',
    );
  }
  return { node, env: { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env.PATH ?? ''}` } };
}
