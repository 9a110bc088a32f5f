import type { FastifyInstance } from 'fastify';
import { AppError } from '../errors.ts';
import { findJsonProblem } from './strict-json.ts';

/** Bodies are UTF-8 JSON and nothing else. Other media types meet no parser, and so 415. */
export function registerBodyParser(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, raw, done) => {
    try {
      // Nothing is unpacked, so nothing can swell.
      if (request.headers['content-encoding'] !== undefined) throw new AppError('unsupported_media_type');
      done(null, parseBody(raw as Buffer)); // parseAs: 'buffer'
    } catch (error) {
      done(error as Error); // only AppError is thrown below
    }
  });
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** The value of a body, or undefined for an empty one. Throws `invalid_json`. */
export function parseBody(raw: Buffer): unknown {
  if (raw.length === 0) return undefined;
  let text: string;
  try {
    text = utf8.decode(raw);
  } catch (cause) {
    throw new AppError('invalid_json', { cause, details: [{ field: '', message: 'is not valid UTF-8' }] });
  }
  const problem = findJsonProblem(text);
  if (problem) throw new AppError('invalid_json', { details: [problem] });
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new AppError('invalid_json', { cause, details: [{ field: '', message: 'is not valid JSON' }] });
  }
}
