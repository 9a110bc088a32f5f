// The contract, one way: api/openapi.yaml → types, validators, route table and their committed files.
// `--check` writes nothing and fails when a committed file is not what the contract says.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import openapiTS, { astToString } from 'openapi-typescript';
import { readContract } from './contract.ts';
import { writeRoutes } from './routes.ts';
import { writeSchemaTypes } from './schema-types.ts';
import { writeAnswerValidators, writeInputValidators } from './validators.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const banner = '// Generated from api/openapi.yaml by `npm run generate`. Do not edit.\n';

/** Every generated file and its text, keyed by path below the repository's root. */
async function generate(contractPath: string): Promise<Map<string, string>> {
  const contract = readContract(contractPath);
  const types = astToString(await openapiTS(structuredClone(contract.document) as never));
  const [inputs, answers] = [writeInputValidators(contract), writeAnswerValidators(contract)];
  return new Map([
    ['packages/sdk/src/generated/types.ts', banner + types],
    ['packages/sdk/src/types.ts', banner + writeSchemaTypes(contract)],
    ['packages/agent/src/http/generated/routes.ts', banner + writeRoutes(contract)],
    ['packages/agent/src/http/generated/input-validators.js', banner + inputs.code],
    ['packages/agent/src/http/generated/input-validators.d.ts', banner + inputs.types],
    ['packages/agent/src/http/generated/answer-validators.js', banner + answers.code],
    ['packages/agent/src/http/generated/answer-validators.d.ts', banner + answers.types],
  ]);
}

function main(): void {
  const check = process.argv.includes('--check');
  const contractPath = process.env.MOLTBOT_OPS_CONTRACT ?? join(root, 'api/openapi.yaml');
  void generate(contractPath).then((files) => {
    const stale = [...files].filter(([path, text]) => readOrEmpty(join(root, path)) !== text);
    for (const [path, text] of check ? [] : stale) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
      console.log(`wrote ${path}`);
    }
    if (check && stale.length > 0) {
      const names = stale.map(([path]) => path).join(', ');
      console.error(
        `The contract and its generated code differ: ${names}. Run \`npm run generate\` and commit the result.`,
      );
      process.exitCode = 1;
    }
  });
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return ''; // not generated yet
  }
}

main();
