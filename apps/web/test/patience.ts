// How long the console's specs wait for what they look for, as long as all others: see vitest.config.ts.
import { configure } from '@testing-library/react';

configure({ asyncUtilTimeout: 60_000 });
