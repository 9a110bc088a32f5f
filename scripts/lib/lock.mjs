// One at a time across processes: a directory is the lock, because making one is atomic on every file system.
// Never breaks a lock whose owner is alive; an owner that died leaves its pid, and the next one takes over.
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const poll_ms = 200;

/**
 * Runs `task` while holding the lock at `path`; waits for another holder as long as that one lives.
 * `onWait` is called once, with the holder's pid, when there is something to wait for.
 */
export async function withLock(path, task, onWait = () => {}) {
  let told = false;
  while (!takeLock(path)) {
    const holder = readHolder(path);
    if (holder === null ? isAbandoned(path) : !isAlive(holder)) {
      rmSync(path, { recursive: true, force: true });
      continue;
    }
    if (!told) onWait(holder);
    told = true;
    await pause(poll_ms);
  }
  try {
    return await task();
  } finally {
    rmSync(path, { recursive: true, force: true });
  }
}

function takeLock(path) {
  try {
    mkdirSync(dirname(path), { recursive: true });
    mkdirSync(path);
    writeFileSync(join(path, 'pid'), String(process.pid));
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw toPlaceError(error, dirname(path));
  }
  return true;
}

/** What it means for a person that nothing can be written at a place, and what to do about it. Others stay as they are. */
export function toPlaceError(error, directory) {
  if (['EACCES', 'EPERM', 'EROFS'].includes(error.code))
    return new Error(
      `This account cannot write to ${directory} (${error.code}). Run this as the account that made the clone, or in a clone of your own.`,
    );
  if (['ENOSPC', 'EDQUOT'].includes(error.code))
    return new Error(`There is no room left for ${directory} (${error.code}). Free some, then run this again.`);
  return error;
}

function readHolder(path) {
  try {
    const pid = Number(readFileSync(join(path, 'pid'), 'utf8'));
    return Number.isInteger(pid) && pid > 0 ? pid : null;
  } catch {
    return null; // just made, or just gone
  }
}

/** A lock without a pid for ten seconds: its maker died between making it and signing it. */
function isAbandoned(path) {
  try {
    return Date.now() - statSync(path).mtimeMs > 10_000;
  } catch {
    return false; // gone: the next try takes it
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
