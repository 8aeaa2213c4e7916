import { afterAll } from 'vitest';
import { closeOfficeBrowser } from './office.ts';

// Behind the last test of each file.
afterAll(closeOfficeBrowser);
