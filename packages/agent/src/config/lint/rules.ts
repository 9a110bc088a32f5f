// Every rule, in the order in which findings are shown: what stops the gateway first.
import { allowedOriginsWildcard } from './allowed-origins-wildcard.ts';
import { controlUiWithoutOrigins } from './control-ui-without-origins.ts';
import { customBindHost } from './custom-bind-host.ts';
import { dangerousSetting } from './dangerous-setting.ts';
import { gatewayCredentialWeak } from './gateway-credential-weak.ts';
import { gatewayModeMissing } from './gateway-mode-missing.ts';
import { gatewayWithoutAuth } from './gateway-without-auth.ts';
import { heartbeatCostly } from './heartbeat-costly.ts';
import { hooksTokenReused } from './hooks-token-reused.ts';
import { hooksWithoutToken } from './hooks-without-token.ts';
import { logUnbounded } from './log-unbounded.ts';
import { openDmPolicy } from './open-dm-policy.ts';
import { publicBindWithoutAuth } from './public-bind-without-auth.ts';
import { readableByOthers } from './readable-by-others.ts';
import type { LintRule } from './rule.ts';
import { secretReferenceUnresolved } from './secret-reference-unresolved.ts';
import { tailscaleUnsafe } from './tailscale-unsafe.ts';
import { telegramTokenShared } from './telegram-token-shared.ts';
import { trustedProxyWithoutProxies } from './trusted-proxy-without-proxies.ts';
import { variableUnresolved } from './variable-unresolved.ts';
import { writtenByNewerVersion } from './written-by-newer-version.ts';

export const lintRules: readonly LintRule[] = [
  gatewayModeMissing,
  publicBindWithoutAuth,
  controlUiWithoutOrigins,
  trustedProxyWithoutProxies,
  customBindHost,
  tailscaleUnsafe,
  gatewayCredentialWeak,
  hooksWithoutToken,
  hooksTokenReused,
  variableUnresolved,
  secretReferenceUnresolved,
  telegramTokenShared,
  gatewayWithoutAuth,
  allowedOriginsWildcard,
  readableByOthers,
  dangerousSetting,
  openDmPolicy,
  logUnbounded,
  heartbeatCostly,
  writtenByNewerVersion,
];
