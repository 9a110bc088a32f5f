// The gateway's own note of who holds its state. Newer versions keep it inside the state directory, with the port;
// older ones under the system's directory for temporary files, by the configuration they were started with.
import type { HostFiles } from '../ports/host-files.ts';
import type { RuntimeProfile } from './profiles.ts';
import { numberOf, objectOf, textOf } from './values.ts';

const bytesMax = 64 * 1024;

export interface StateLock {
  pid: number;
  /** Null where the version does not note it. */
  port: number | null;
}

export interface LockPlace {
  state_directory: string;
  config_path: string;
  /** Where older versions keep their notes. */
  temporary_directory: string;
}

interface Note extends StateLock {
  config_path: string | null;
}

function readNote(files: HostFiles, path: string): Note | null {
  const read = files.read(path, bytesMax);
  if (!read.ok) return null;
  try {
    const note = objectOf(JSON.parse(read.text));
    const pid = numberOf(note.pid);
    const port = numberOf(note.port);
    if (pid === null || !Number.isInteger(pid)) return null;
    return {
      pid,
      port: port !== null && Number.isInteger(port) ? port : null,
      config_path: textOf(note.configPath, 4_096),
    };
  } catch {
    return null; // being written
  }
}

function readInState(files: HostFiles, profile: RuntimeProfile, state_directory: string): Note | null {
  const base = `${state_directory}/tmp`;
  for (const name of files.list(base).filter((one) => one.startsWith(profile.name))) {
    const note = readNote(files, `${base}/${name}/gateway.state.lock`);
    if (note !== null) return note;
  }
  return null;
}

function readInTemporary(files: HostFiles, profile: RuntimeProfile, place: LockPlace): Note | null {
  const owner = files.owner(place.state_directory);
  const directory = `${place.temporary_directory}/${profile.name}${owner === null ? '' : `-${owner}`}`;
  const names = files.list(directory).filter((name) => /^gateway\.[0-9a-f]{4,64}\.lock$/.test(name));
  const notes = names.slice(0, 50).map((name) => readNote(files, `${directory}/${name}`));
  return notes.find((note) => note?.config_path === place.config_path) ?? null;
}

/** Who holds this state, while it runs or after it was killed; null when nobody noted it. */
export function readLock(files: HostFiles, profile: RuntimeProfile, place: LockPlace): StateLock | null {
  const note = readInState(files, profile, place.state_directory) ?? readInTemporary(files, profile, place);
  return note === null ? null : { pid: note.pid, port: note.port };
}

/** Whether one of the other instances beside this state directory is what the process holds. */
export function holdsSibling(files: HostFiles, profile: RuntimeProfile, place: LockPlace, pid: number): boolean {
  const at = place.state_directory.lastIndexOf('/');
  const [base, own] = [place.state_directory.slice(0, at), place.state_directory.slice(at + 1)];
  return files
    .list(base)
    .filter(
      (name) => name !== own && (name === profile.state_directory || name.startsWith(`${profile.state_directory}-`)),
    )
    .some((name) => {
      const state_directory = `${base}/${name}`;
      const config_path = `${state_directory}/${profile.config_file}`;
      return readLock(files, profile, { ...place, state_directory, config_path })?.pid === pid;
    });
}
