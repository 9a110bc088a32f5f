import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../errors.ts';
import { contractOperations } from './generated/routes.ts';

/** The console's built files, answered by exact name from a list that is read once. */
export interface ConsoleFiles {
  answer(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply>;
}

const mediaTypes: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.woff2': 'font/woff2',
};

interface ConsoleFile {
  path: string;
  media_type: string;
  /** Names the content; made from it when it is first asked for. */
  etag?: string;
  immutable: boolean;
  gzip_path: string | null;
}

/** Lists the files below `directory`; a path that is not in the list does not exist. Null: no console was built. */
export function readConsoleFiles(directory: string | null): ConsoleFiles {
  const files = directory ? listFiles(directory) : new Map<string, ConsoleFile>();
  return {
    async answer(request, reply) {
      const path = (request.raw.url ?? '').split('?', 1)[0] ?? '';
      if (request.method !== 'GET' && request.method !== 'HEAD') throw unknownMethod(path);
      const wantsPage = request.headers['sec-fetch-dest'] === 'document' || accepts(request, 'text/html');
      const file =
        files.get(path === '/' ? '/index.html' : path) ??
        (wantsPage && !extname(path) ? files.get('/index.html') : undefined);
      if (!file) throw new AppError(takesOtherMethod(path) ? 'method_not_allowed' : 'not_found');
      return sendFile(file, request, reply);
    },
  };
}

async function sendFile(file: ConsoleFile, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  file.etag ??= nameContent(await readFile(file.path));
  reply.header('cache-control', file.immutable ? 'public, max-age=31536000, immutable' : 'no-cache');
  reply.header('etag', file.etag).header('vary', 'accept-encoding').type(file.media_type);
  if (request.headers['if-none-match'] === file.etag) return reply.status(304).send();
  const zipped = file.gzip_path && String(request.headers['accept-encoding'] ?? '').includes('gzip');
  if (zipped) reply.header('content-encoding', 'gzip');
  return reply.send(await readFile(zipped && file.gzip_path ? file.gzip_path : file.path));
}

const nameContent = (content: Buffer) => `"${createHash('sha256').update(content).digest('base64url').slice(0, 22)}"`;

function accepts(request: FastifyRequest, type: string): boolean {
  return String(request.headers.accept ?? '').includes(type);
}

function takesOtherMethod(path: string): boolean {
  return contractOperations.some((operation) => matches(operation.path, path));
}

function unknownMethod(path: string): AppError {
  return new AppError(takesOtherMethod(path) || path === '/' ? 'method_not_allowed' : 'not_found');
}

function matches(pattern: string, path: string): boolean {
  const [wanted, given] = [pattern.split('/'), path.split('/')];
  return wanted.length === given.length && wanted.every((part, at) => part.startsWith('{') || part === given[at]);
}

function listFiles(directory: string): Map<string, ConsoleFile> {
  const files = new Map<string, ConsoleFile>();
  const names = readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  const known = new Set(names);
  for (const path of names) {
    const media_type = mediaTypes[extname(path)];
    if (!media_type) continue; // maps, compressed twins: not asked for by name
    const url = `/${path
      .slice(directory.length + 1)
      .split(sep)
      .join('/')}`;
    files.set(url, {
      path,
      media_type,
      immutable: url.startsWith('/assets/'),
      gzip_path: known.has(`${path}.gz`) ? `${path}.gz` : null,
    });
  }
  return files;
}
