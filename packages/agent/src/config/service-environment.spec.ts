import { afterEach, describe, expect, it } from 'vitest';
import { type ConfigPlace, makeConfigPlace } from '../../test/support/config-place.ts';
import { effectiveVariables, readServiceEnvironment } from './service-environment.ts';

let place: ConfigPlace;
afterEach(() => place.remove());
const unit = '../.config/systemd/user/openclaw-gateway.service';
const readIt = () => readServiceEnvironment(place.target, place.openHost());

describe('the variables of the service', () => {
  it('are those of the gateway that runs, before its file of variables', async () => {
    place = makeConfigPlace({ running_env: { A: 'process' } });
    place.write('.env', "A=file\nB='quoted'\n# C=comment\nexport D=4\n");
    expect(await readIt()).toEqual({
      variables: { A: 'process', B: 'quoted', D: '4' },
      dotenv: { A: 'file', B: 'quoted', D: '4' },
      described: 'of the running gateway',
    });
  });

  it('are those that its unit would give it, and none of this process', async () => {
    place = makeConfigPlace();
    place.write('more.env', 'FROM_FILE=yes\n');
    const lines = [
      '[Service]',
      'Environment="A=with blanks" B=2 \\',
      "  'C=3'",
      'Environment=B=later',
      `EnvironmentFile=-%h/${place.target.runtime.state_directory}/more.env`,
      'ExecStart=/bin/true',
    ];
    place.write(unit, lines.join('\n'));
    const { variables, described } = await readIt();
    expect(variables).toEqual({ HOME: place.home, A: 'with blanks', B: 'later', C: '3', FROM_FILE: 'yes' });
    expect(described).toBe('of openclaw-gateway.service');
  });

  it('are those of its launchd agent where the system hides those of the process', async () => {
    place = makeConfigPlace({ running_env: { A: 'of this process' } });
    place.target.env_hidden = true;
    place.write(
      '../Library/LaunchAgents/ai.openclaw.gateway.plist',
      '<dict><key>Label</key><string>x</string><key>EnvironmentVariables</key>\n<dict><key>A</key><string>1 &amp; 2</string></dict></dict>',
    );
    const { variables, described } = await readIt();
    expect(variables).toEqual({ HOME: place.home, A: '1 & 2' });
    expect(described).toBe('of ai.openclaw.gateway');
  });

  it('of a container are known in part: what is missing may be there', async () => {
    place = makeConfigPlace();
    place.target.container_env = { OPENCLAW_GATEWAY_TOKEN: 'k3Jq9xVb2LmNp8RtYw5Zc7Hd4' };
    expect(await readIt()).toMatchObject({ variables: null, dotenv: place.target.container_env });
    const gateway = { mode: 'local', bind: 'lan', auth: { mode: 'token' }, controlUi: { enabled: false } };
    const config = { gateway, channels: { telegram: { botToken: '${BOT}' } } };
    const verdict = await place.validator().validate({ config, ask_gateway: false });
    expect(verdict).toMatchObject({ valid: true, warnings: [{ rule: 'variable_unresolved' }] });
  });

  it('are not known where nothing runs and no unit lies', async () => {
    place = makeConfigPlace();
    place.write('.env', 'A=1\n');
    expect(await readIt()).toMatchObject({ variables: null, dotenv: { A: '1' } });
  });

  it('stand before those that the configuration sets itself', () => {
    place = makeConfigPlace();
    const config = { env: { OLD: 'x', vars: { A: 'configured', B: 'configured', C: 5 } } };
    expect(effectiveVariables(config, { A: 'service' })).toEqual({ OLD: 'x', A: 'service', B: 'configured' });
  });
});
